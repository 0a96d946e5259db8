using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Tool.Tests;

[TestClass]
public sealed class FitTests
{
    [TestMethod]
    public void A_fit_says_what_it_read_and_did_and_measures_what_it_held_out()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(30));
        ProgramResult result = Nola.Run(
            "fit", folder.File("rows.tsv"), "--label", "colour", "--backbone", Nola.Backbone, "--epochs", "2", "-o", folder.File("m.zip"),
            "--report", folder.File("report.html"));
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        string[] lines = result.Output.Split('\n');
        Assert.AreEqual($"{folder.File("rows.tsv")}: 24 rows to learn from, 6 to be tested on", lines[0]);
        Assert.AreEqual("text 'Phrase', label 'Colour' (multiclass, 3 labels)", lines[1]);
        Assert.StartsWith($"Saved {folder.File("m.zip")}: {new FileInfo(folder.File("m.zip")).Length:N0} bytes, ", lines[2]);
        Assert.StartsWith("On 6 rows: accuracy ", lines[3]);
        Assert.Contains($"\nReport: {folder.File("report.html")}\n", result.Output);
        Assert.Contains(folder.File("rows.tsv"), File.ReadAllText(folder.File("report.html")));
        Assert.Contains("  epoch 2/2  loss ", result.Errors);
        CollectionAssert.AreEqual(
            new[] { folder.File("m.zip"), folder.File("report.html"), folder.File("rows.tsv") },
            Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal).ToArray());
    }

    [TestMethod]
    public void The_zip_is_an_ordinary_one_that_takes_rows_with_the_file_s_columns()
    {
        MLContext ml = Nola.Context();
        ITransformer model = ml.Model.Load(Nola.Colours, out DataViewSchema schema);
        CollectionAssert.AreEqual(new[] { "Phrase", "Colour" }, schema.Select(static column => column.Name).ToArray());
        using PredictionEngine<Colour, Predicted> engine = ml.Model.CreatePredictionEngine<Colour, Predicted>(model);
        Predicted predicted = engine.Predict(new Colour { Phrase = Rows.Phrase(1, 3) });
        CollectionAssert.Contains(new[] { "red", "green", "blue" }, predicted.PredictedLabelValue);
        Assert.AreEqual(1, predicted.Score.Sum(), 1e-5);
    }

    [TestMethod]
    public void The_zip_keeps_how_the_model_scores()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(30));
        ProgramResult result = Nola.Run(
            "fit", folder.File("rows.tsv"), "--label", "colour", "--backbone", Nola.Backbone, "--epochs", "1", "--scoring", "merged", "-o", folder.File("m.zip"));
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.Contains("scoring: merged", Nola.Run("inspect", folder.File("m.zip")).Output);
        ProgramResult predicted = Nola.RunWith(Rows.Phrase(1, 3) + "\n", "predict", folder.File("m.zip"), "--backbone", Nola.Backbone);
        Assert.AreEqual(0, predicted.ExitCode, predicted.Errors);
    }

    [TestMethod]
    public void A_binary_zip_gives_the_file_s_own_words()
    {
        MLContext ml = Nola.Context();
        ITransformer model = ml.Model.Load(Nola.Answers, out _);
        using PredictionEngine<Answer, PredictedAnswer> engine = ml.Model.CreatePredictionEngine<Answer, PredictedAnswer>(model);
        foreach (int row in (int[])[0, 1, 2, 3])
        {
            PredictedAnswer predicted = engine.Predict(new Answer { Text = Rows.Phrase(row, 2) });
            Assert.AreEqual(predicted.PredictedLabel ? "yes" : "no", predicted.PredictedLabelValue);
            Assert.AreEqual(predicted.PredictedLabel, predicted.Probability > 0.5f);
        }
    }

    [TestMethod]
    [DataRow("lora", AdaptationMethod.LoRA)]
    [DataRow("probe", AdaptationMethod.LinearProbe)]
    [DataRow("full", AdaptationMethod.FullFineTuning)]
    public void A_method_is_chosen_and_a_test_file_and_the_seed_are_taken(string word, AdaptationMethod method)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(12));
        File.WriteAllText(folder.File("test.csv"), "Colour,Phrase\nred,baba\nblue,\"bace, badi\"\n");
        ProgramResult result = Nola.Run(
            "fit", folder.File("rows.tsv"), "--test", folder.File("test.csv"), "--method", word, "--backbone", Nola.Backbone,
            "--epochs", "1", "--seed", "7", "-o", folder.File("m.zip"));
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.Contains("12 rows to learn from, 2 to be tested on", result.Output);
        Assert.Contains("On 2 rows: accuracy ", result.Output);
        NolaTransformer stage = Nola.Context().Model.Load(folder.File("m.zip"), out _).GetNolaTransformers()[0];
        Assert.AreEqual(method, stage.Adapter.Method);
    }

    [TestMethod]
    public void Two_texts_are_taken()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("pairs.csv"), "A,B,Same\n" + string.Concat(Enumerable.Range(0, 12).Select(
            static row => $"{Rows.Phrase(row, 2)},{Rows.Phrase(row + (row % 2), 2)},{(row % 2 == 0 ? 1 : 0)}\n")));
        ProgramResult result = Nola.Run(
            "fit", folder.File("pairs.csv"), "--label", "Same", "--text", "A", "--text2", "B", "--backbone", Nola.Backbone, "--epochs", "1", "--holdout", "0",
            "-o", folder.File("m.zip"));
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.Contains("texts 'A' and 'B', label 'Same' (binary, '1' is true and '0' is false)", result.Output);
        ProgramResult predicted = Nola.RunWith("{\"B\": \"baba\", \"A\": \"bace\"}\n", "predict", folder.File("m.zip"), "--backbone", Nola.Backbone);
        Assert.AreEqual(0, predicted.ExitCode, predicted.Errors);
        Assert.StartsWith("{\"B\":\"baba\",\"A\":\"bace\",\"PredictedLabel\":\"", predicted.Output);
        ProgramResult half = Nola.RunWith("{\"A\": \"bace\"}\n", "predict", folder.File("m.zip"), "--backbone", Nola.Backbone);
        Assert.AreEqual((1, "line 1 of 'standard input' has no 'B', which the model reads; it has A.\n"), (half.ExitCode, half.Errors));
    }
}
