using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>A folder of folders with pictures: fitted, measured, predicted and looked at.</summary>
[TestClass]
public sealed class ImageClassificationTests
{
    [TestMethod]
    public void A_folder_of_pictures_is_fitted_and_measured_on_what_was_held_out()
    {
        ProgramResult fit = Fitted();
        Assert.StartsWith(
            $"{Nola.Pictures}: 18 rows to learn from, 6 to be tested on\nimage 'Image', label 'Label' (image classification, 3 labels)\nSaved {Nola.PictureModel}: ", fit.Output);
        Assert.MatchesRegex(@"\nOn 6 rows: accuracy \d\.\d{4}, macro accuracy \d\.\d{4}, log loss \d\.\d{4}\n", fit.Output);
        Assert.Contains(Nola.Pictures, File.ReadAllText(Nola.PictureReport));
    }

    [TestMethod]
    public void A_zip_is_measured_as_a_program_measures_it()
    {
        (IDataView scored, MLContext ml) = Score();
        MulticlassClassificationMetrics expected = ml.MulticlassClassification.Evaluate(scored);
        Assert.IsGreaterThan(0.9, expected.MicroAccuracy);
        ProgramResult evaluated = Nola.Run("evaluate", Nola.PictureModel, Nola.Pictures, "--backbone", Nola.VisionBackbone, "--json");
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.Errors);
        JsonNode metrics = JsonNode.Parse(evaluated.Output)!;
        Assert.AreEqual(24, (int)metrics["rows"]!);
        Assert.AreEqual(expected.MicroAccuracy, (double)metrics["accuracy"]!, 1e-9);
        Assert.AreEqual(expected.LogLoss, (double)metrics["log_loss"]!, 1e-5);
    }

    [TestMethod]
    public void Pictures_and_folders_of_pictures_are_predicted()
    {
        (IDataView scored, _) = Score();
        string[] paths = [.. scored.GetColumn<string>("Image")];
        string[] labels = [.. scored.GetColumn<string>("PredictedLabelValue")];
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        ProgramResult predicted = Nola.Run("predict", Nola.PictureModel, Nola.Pictures, paths[5], "--backbone", Nola.VisionBackbone, "--scores");
        Assert.AreEqual(0, predicted.ExitCode, predicted.Errors);
        string[] lines = predicted.Output.TrimEnd('\n').Split('\n');
        Assert.AreEqual("Image\tPredictedLabel\tProbability\tScores.blue\tScores.green\tScores.red", lines[0]);
        Assert.HasCount(1 + 24 + 1, lines);
        for (int line = 1; line < lines.Length; line++)
        {
            string[] cells = lines[line].Split('\t');
            int row = Array.IndexOf(paths, cells[0]);
            Assert.AreEqual(line <= 24 ? line - 1 : 5, row);
            Assert.AreEqual(labels[row], cells[1]);
            float[] numbers = [.. cells[2..].Select(static cell => float.Parse(cell, CultureInfo.InvariantCulture))];
            Near.WithinAbsolute([scores[row].Max(), .. scores[row]], numbers, 1e-5);
        }

        // Rows that name their pictures, as for texts.
        ProgramResult rows = Nola.RunWith($"{paths[3]}\n{paths[4]}\n", "predict", Nola.PictureModel, "--backbone", Nola.VisionBackbone, "--format", "jsonl");
        Assert.AreEqual(0, rows.ExitCode, rows.Errors);
        JsonObject[] answers = [.. rows.Output.TrimEnd('\n').Split('\n').Select(static line => JsonNode.Parse(line)!.AsObject())];
        CollectionAssert.AreEqual(new[] { (paths[3], labels[3]), (paths[4], labels[4]) }, answers.Select(static row => ((string)row["Image"]!, (string)row["PredictedLabel"]!)).ToArray());
    }

    [TestMethod]
    public void A_zip_and_its_backbone_say_what_they_are()
    {
        Fitted();
        JsonElement stage = Inspect(Nola.PictureModel, "--backbone", Nola.VisionBackbone).GetProperty("stages")[0];
        Assert.AreEqual("image_classification", stage.GetProperty("task").GetString());
        CollectionAssert.AreEqual(new[] { "blue", "green", "red" }, stage.GetProperty("labels").EnumerateArray().Select(static label => label.GetString()).ToArray());
        Assert.IsTrue(stage.GetProperty("backbone").GetProperty("found").GetBoolean());
        JsonElement backbone = Inspect(Nola.VisionBackbone);
        Assert.AreEqual("vit", backbone.GetProperty("model_type").GetString());
        Assert.IsTrue(backbone.GetProperty("usable").GetBoolean());
        Assert.AreEqual((TinyVisionBackbone.PatchSize, TinyVisionBackbone.ImageSize), (backbone.GetProperty("patch_size").GetInt32(), backbone.GetProperty("image_size").GetInt32()));
    }

    [TestMethod]
    public void Bad_pictures_end_a_fit_or_are_left_out_of_it_and_of_the_test()
    {
        using var folder = new TemporaryFolder();
        (string pictures, string zip) = (TinyPicture.WriteFolders(folder.File("pictures"), 12), folder.File("m.zip"));
        string bad = folder.File(Path.Combine("pictures", "red", "bad.jpg"));
        File.WriteAllText(bad, "no picture");
        string[] usual = ["fit", pictures, "--backbone", Nola.VisionBackbone, "--epochs", "1", "-o", zip];
        ProgramResult ended = Nola.Run([.. usual, "--holdout", "0"]);
        Assert.AreEqual(1, ended.ExitCode, ended.Errors);
        Assert.StartsWith($"The image '{bad}' in row ", ended.Errors);
        Assert.IsFalse(File.Exists(zip));

        ProgramResult skipped = Nola.Run([.. usual, "--holdout", "0", "--on-bad-image", "skip"]);
        Assert.AreEqual(0, skipped.ExitCode, skipped.Errors);
        Assert.Contains($"\n1 of 13 pictures to learn from were left out: they cannot be used.\n", skipped.Output);

        ProgramResult before = Nola.Run([.. usual, "--test", pictures]);
        Assert.AreEqual(1, before.ExitCode, before.Errors);
        Assert.StartsWith($"The image '{bad}' cannot be used: ", before.Errors);

        ProgramResult tested = Nola.Run([.. usual, "--test", pictures, "--on-bad-image", "skip", "--augment", "--image-size", "8"]);
        Assert.AreEqual(0, tested.ExitCode, tested.Errors);
        Assert.Contains($"\n1 of 13 pictures to be tested on are left out (The image '{bad}' cannot be used: ", tested.Output);
        Assert.Contains("\nOn 12 rows: accuracy ", tested.Output);

        ProgramResult predicted = Nola.Run("predict", zip, Path.Combine(pictures, "blue"), bad, "--backbone", Nola.VisionBackbone);
        Assert.AreEqual(1, predicted.ExitCode);
        Assert.StartsWith($"The image '{bad}' in row 4 cannot be used: ", predicted.Errors);
    }

    [TestMethod]
    [DataRow(2, "pictures need --backbone: the one that comes with nola reads texts.", "PICTURES")]
    [DataRow(2, "--label does not go with --task image-classification.", "PICTURES", "--label", "x", "--backbone", "VISION")]
    [DataRow(2, "--image-size, --augment do not go with --task multiclass.", "PICTURES", "--task", "multiclass", "--image-size", "8", "--augment")]
    [DataRow(2, "--image-size must be 1 to 4,096.", "PICTURES", "--backbone", "VISION", "--image-size", "0")]
    [DataRow(1, "ImageSize is 10; ", "PICTURES", "--backbone", "VISION", "--image-size", "10")]
    [DataRow(1, "The backbone in 'TEXTS' (bert) takes texts, not images. ", "PICTURES", "--backbone", "TEXTS")]
    public void What_does_not_fit_pictures_is_said(int code, string sentence, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        ProgramResult result = Nola.Run(["fit", .. arguments.Select(Named), "-o", folder.File("m.zip")]);
        Assert.AreEqual(code, result.ExitCode, result.Errors);
        Assert.Contains(Named(sentence), result.Errors);
        Assert.IsFalse(File.Exists(folder.File("m.zip")));
    }

    [TestMethod]
    public void A_file_may_name_the_pictures()
    {
        using var folder = new TemporaryFolder();
        string pictures = TinyPicture.WriteFolders(folder.File("pictures"), 6);
        string rows = folder.File("rows.tsv");
        File.WriteAllText(rows, "Kind\tPath\n" + string.Concat(Directory.GetFiles(pictures, "*", SearchOption.AllDirectories).Select(
            static path => $"{Path.GetFileName(Path.GetDirectoryName(path))}\t{path}\n")));
        ProgramResult fit = Nola.Run(
            "fit", rows, "--task", "image-classification", "--backbone", Nola.VisionBackbone, "--epochs", "1", "--method", "probe", "-o", folder.File("m.zip"));
        Assert.AreEqual(0, fit.ExitCode, fit.Errors);
        Assert.Contains("image 'Path', label 'Kind' (image classification, 3 labels)\n", fit.Output);
        ProgramResult evaluated = Nola.Run("evaluate", folder.File("m.zip"), rows, "--backbone", Nola.VisionBackbone);
        Assert.AreEqual(0, evaluated.ExitCode, evaluated.Errors);
        Assert.StartsWith("On 6 rows: accuracy ", evaluated.Output);
    }

    [TestMethod]
    public void Several_files_are_for_pictures_alone()
    {
        ProgramResult result = Nola.Run("predict", Nola.Colours, "a.tsv", "b.tsv", "--backbone", Nola.Backbone);
        Assert.AreEqual(1, result.ExitCode);
        Assert.StartsWith($"'{Nola.Colours}' reads texts, from one file; ", result.Errors);
    }

    private static string Named(string argument) => argument
        .Replace("PICTURES", Nola.Pictures, StringComparison.Ordinal)
        .Replace("VISION", Nola.VisionBackbone, StringComparison.Ordinal)
        .Replace("TEXTS", Nola.Backbone, StringComparison.Ordinal);

    private static ProgramResult Fitted()
    {
        Assert.AreEqual(0, Nola.PicturesFit.ExitCode, Nola.PicturesFit.Errors);
        return Nola.PicturesFit;
    }

    /// <summary>What a program makes of the zip and the pictures.</summary>
    private static (IDataView Scored, MLContext Context) Score()
    {
        Fitted();
        MLContext ml = new MLContext().SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { Nola.VisionBackbone } });
        IDataView rows = ml.Data.LoadFromEnumerable(Directory.GetFiles(Nola.Pictures, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(static path => new Picture { Image = path, Label = Path.GetFileName(Path.GetDirectoryName(path))! }));
        return (ml.Model.Load(Nola.PictureModel, out _).Transform(rows), ml);
    }

    private static JsonElement Inspect(params string[] arguments)
    {
        ProgramResult result = Nola.Run(["inspect", .. arguments, "--json"]);
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private sealed class Picture
    {
        public string Image { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
