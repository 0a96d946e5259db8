using System.Text.Json;
using Microsoft.ML;
using Nola.Testing;

namespace Nola.Tool.Tests;

[TestClass]
public sealed class EvaluateTests
{
    [TestMethod]
    public void A_model_is_measured_as_ML_NET_measures_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("test.tsv"), Rows.Colours(15));
        ProgramResult result = Nola.Run("evaluate", Nola.Colours, folder.File("test.tsv"), "--backbone", Nola.Backbone, "--json");
        Assert.AreEqual(0, result.ExitCode, result.Errors);

        MLContext ml = Nola.Context();
        IDataView rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 15)
            .Select(static row => new Colour { Phrase = Rows.Phrase(row, 3), Label = ((string[])["red", "green", "blue"])[row % 3] }));
        var metrics = ml.MulticlassClassification.Evaluate(ml.Model.Load(Nola.Colours, out _).Transform(rows), "Colour");
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.AreEqual(15, json.GetProperty("rows").GetInt32());
        Assert.AreEqual(metrics.MicroAccuracy, json.GetProperty("accuracy").GetDouble(), 1e-9);
        Assert.AreEqual(metrics.LogLoss, json.GetProperty("log_loss").GetDouble(), 1e-4);
    }

    [TestMethod]
    public void Columns_of_other_names_are_given()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("test.csv"), "said,wanted\nbaba,yes\nbace,no\n");
        ProgramResult result = Nola.Run(
            "evaluate", Nola.Answers, folder.File("test.csv"), "--text", "said", "--label", "wanted", "--backbone", Nola.Backbone);
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.StartsWith("On 2 rows: accuracy ", result.Output);
        Assert.Contains(", area under ROC curve ", result.Output);
    }

    [TestMethod]
    [DataRow("Phrase\tColour\nbaba\tred\nbace\tgrey\n", "line 3 of 'FILE' has the label 'grey', which the model does not know; it knows 'blue', 'green', 'red'; ")]
    [DataRow("Phrase\tColor\nbaba\tred\nbace\tblue\n", "'FILE' has no column 'Colour' for the label; its columns are Phrase, Color; the nearest name is 'Color'.")]
    public void Rows_that_do_not_go_with_the_model_are_refused(string rows, string fault)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("test.tsv"), rows);
        ProgramResult result = Nola.Run("evaluate", Nola.Colours, folder.File("test.tsv"), "--backbone", Nola.Backbone);
        Assert.AreEqual(1, result.ExitCode);
        Assert.StartsWith(fault.Replace("FILE", folder.File("test.tsv"), StringComparison.Ordinal), result.Errors);
    }

    [TestMethod]
    public void A_binary_model_is_not_measured_on_one_label()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("test.csv"), "Reply,Text\nyes,baba\nyes,bace\n");
        ProgramResult result = Nola.Run("evaluate", Nola.Answers, folder.File("test.csv"), "--backbone", Nola.Backbone);
        Assert.AreEqual(1, result.ExitCode);
        Assert.StartsWith($"all rows of '{folder.File("test.csv")}' to be tested on have the label 'yes'; ", result.Errors);
    }
}
