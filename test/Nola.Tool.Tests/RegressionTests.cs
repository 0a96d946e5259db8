using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>Labels that are many different numbers: fitted, measured and predicted as numbers.</summary>
[TestClass]
public sealed class RegressionTests
{
    [TestMethod]
    public void Numbers_are_fitted_measured_and_predicted()
    {
        using var folder = new TemporaryFolder();
        (string data, string zip, string report) = (folder.File("lengths.tsv"), folder.File("m.zip"), folder.File("report.html"));
        File.WriteAllText(data, Lengths(30, "Text"));
        ProgramResult fit = Nola.Run("fit", data, "--label", "Length", "--backbone", Nola.Backbone, "--epochs", "1", "-o", zip, "--report", report);
        Assert.AreEqual(0, fit.ExitCode, fit.Errors);
        Assert.Contains("text 'Text', label 'Length' (regression: numbers)\n", fit.Output);
        Assert.MatchesRegex(@"\nOn 6 rows: RMSE \d+\.\d{4}, mean absolute error \d+\.\d{4}, R squared -?\d+\.\d{4}, Pearson \S+, Spearman \S+\n", fit.Output);
        Assert.Contains("training loss", File.ReadAllText(report));

        ProgramResult evaluated = Nola.Run("evaluate", zip, data, "--backbone", Nola.Backbone, "--json");
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.Errors);
        JsonNode metrics = JsonNode.Parse(evaluated.Output)!;
        Assert.AreEqual(30, (int)metrics["rows"]!);

        // What ML.NET makes of the zip is what is written.
        MLContext ml = Nola.Context();
        ITransformer model = ml.Model.Load(zip, out DataViewSchema schema);
        CollectionAssert.AreEqual(new[] { "Text", "Length" }, schema.Select(static column => column.Name).ToArray());
        IDataView rows = ml.Data.LoadFromTextFile(
            data, [new TextLoader.Column("Text", DataKind.String, 0), new TextLoader.Column("Length", DataKind.String, 1)], hasHeader: true);
        IDataView scored = model.Transform(rows);
        Assert.AreEqual((double)metrics["RMSE"]!, ml.Regression.Evaluate(scored, "Length").RootMeanSquaredError, 1e-3);
        float[] expected = [.. scored.GetColumn<float>("Score")];

        ProgramResult predicted = Nola.Run("predict", zip, data, "--backbone", Nola.Backbone, "--scores");
        Assert.AreEqual(0, predicted.ExitCode, predicted.Errors);
        string[] lines = predicted.Output.TrimEnd('\n').Split('\n');
        Assert.AreEqual("Text\tLength\tPredictedLabel", lines[0]);
        Near.WithinAbsolute(expected, [.. lines[1..].Select(static line => float.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture))], 1e-3);

        ProgramResult json = Nola.RunWith("{\"Text\": \"text number 3\"}\n", "predict", zip, "--backbone", Nola.Backbone, "--scores");
        Assert.AreEqual(0, json.ExitCode, json.Errors);
        JsonObject row = JsonNode.Parse(json.Output)!.AsObject();
        CollectionAssert.AreEqual(new[] { "Text", "PredictedLabel" }, row.Select(static member => member.Key).ToArray());
        Assert.AreEqual(expected[3], (float)row["PredictedLabel"]!, 1e-3f);

        ProgramResult refused = Nola.Run("evaluate", zip, data, "--backbone", Nola.Backbone, "--report", folder.File("other.html"));
        Assert.AreEqual(1, refused.ExitCode);
        Assert.StartsWith($"'{zip}' predicts numbers, of which there is no report; leave --report out.", refused.Errors);

        File.WriteAllText(data, "Text\tLength\ntext one\t1,5\ntext two\t2.5\n");
        ProgramResult mended = Nola.Run("evaluate", zip, data, "--backbone", Nola.Backbone);
        Assert.AreEqual(1, mended.ExitCode);
        Assert.Contains("does not hold numbers alone, as regression needs", mended.Errors);
    }

    [TestMethod]
    public void Numbers_of_a_test_file_need_not_be_among_those_that_were_learnt()
    {
        using var folder = new TemporaryFolder();
        (string data, string test) = (folder.File("lengths.tsv"), folder.File("test.tsv"));
        File.WriteAllText(data, Lengths(30, "Text"));
        File.WriteAllText(test, "Text\tLength\ntext number 100\t150\ntext number 3\t3.25\n");
        ProgramResult fit = Nola.Run("fit", data, "--test", test, "--label", "Length", "--backbone", Nola.Backbone, "--epochs", "1", "-o", folder.File("m.zip"));
        Assert.AreEqual(0, fit.ExitCode, fit.Errors);
        Assert.Contains("\nOn 2 rows: RMSE ", fit.Output);
    }

    private static string Lengths(int count, string text) => string.Create(
        CultureInfo.InvariantCulture,
        $"{text}\tLength\n{string.Concat(Enumerable.Range(0, count).Select(static row => $"text number {row}\t{(row * 1.5).ToString(CultureInfo.InvariantCulture)}\n"))}");
}
