using Microsoft.ML.Nola;
using Nola.Testing;
using SkiaSharp;

namespace Nola.Plots.Tests;

[TestClass]
public sealed class NolaPlotsTests
{
    private static readonly SKColor White = new(255, 255, 255);
    private static readonly SKColor Black = new(13, 17, 23);
    private static readonly string[] Two = ["false", "true"];

    public static IEnumerable<object[]> Pictures =>
        from name in new[] { "loss", "metric", "rate", "confusion", "reliability", "scatter" }
        from theme in new[] { PlotTheme.Light, PlotTheme.Dark }
        select new object[] { name, theme };

    [TestMethod]
    [DynamicData(nameof(Pictures))]
    public void Every_picture_is_drawn_in_the_colours_and_the_size_that_are_asked_for(string name, PlotTheme theme)
    {
        byte[] png = Draw(name, theme);
        Assert.AreEqual((640, 480), PngFile.SizeOf(png));
        (SKColor corner, int others) = PngFile.Look(png);
        Assert.AreEqual(theme == PlotTheme.Dark ? Black : White, corner);
        Assert.IsGreaterThan(2_000, others, "lines and letters");
        if (Environment.GetEnvironmentVariable("NOLA_SCREENSHOTS") is { Length: > 0 } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, $"png-{name}-{theme}.png"), png);
        }
    }

    /// <summary>Letters that no font of the machine has are boxes, never an exception.</summary>
    [TestMethod]
    public void Names_of_every_script_are_drawn()
    {
        EvaluationReport report = Samples.Evaluation(Samples.Names);
        byte[] png = report.GetConfusionMatrixPng();
        Assert.IsGreaterThan(2_000, PngFile.Look(png).Others);
        Samples.Names.Select(static (_, i) => ((double)i, (double)(i * i))).ToArray().GetScatterPng(Samples.Names, Samples.Names[4]);
        if (Environment.GetEnvironmentVariable("NOLA_SCREENSHOTS") is { Length: > 0 } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, "png-scripts.png"), png);
        }
    }

    [TestMethod]
    [DataRow(77)]
    [DataRow(150)]
    [DataRow(400)]
    public void A_matrix_of_many_classes_has_room_for_them(int many)
    {
        byte[] png = Samples.Evaluation([.. Enumerable.Range(0, many).Select(static i => $"intent_of_the_bank_{i}")]).GetConfusionMatrixPng();
        (int width, int height) = PngFile.SizeOf(png);
        Assert.IsTrue(width >= 4 * many && height >= 4 * many, $"{width} x {height}");
        if (Environment.GetEnvironmentVariable("NOLA_SCREENSHOTS") is { Length: > 0 } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, $"png-confusion-{many}.png"), png);
        }
    }

    /// <summary>Three classes of eight rows, one of each taken for the next class: cells are 7/8 and 1/8 of the way from white to blue.</summary>
    [TestMethod]
    public void Cells_are_shaded_by_their_share_of_the_row()
    {
        EvaluationReport report = Samples.Evaluation(["a", "b", "c"]);
        Assert.AreEqual(7, report.ConfusionMatrix[0, 0]);
        Assert.AreEqual(1, report.ConfusionMatrix[0, 1]);
        byte[] png = report.GetConfusionMatrixPng();
        SKColor Mixed(double share) => new(Mix(0x09, share), Mix(0x69, share), Mix(0xda, share));
        Assert.IsGreaterThan(0.1, PngFile.ShareNear(png, Mixed(7 / 8.0)), "the diagonal");
        Assert.IsGreaterThan(0.1, PngFile.ShareNear(png, Mixed(1 / 8.0)), "beside it");
        Assert.IsGreaterThan(0, PngFile.Slope(png, Mixed(7 / 8.0)), "the diagonal runs from the upper left to the lower right");
    }

    [TestMethod]
    public void A_file_is_written_whole()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("loss.png");
        Samples.Fit().SaveLossPng(path);
        CollectionAssert.AreEqual(Samples.Fit().GetLossPng(), File.ReadAllBytes(path), "the same picture each time");
        Samples.Fit().SaveMetricPng(folder.File("metric.png"));
        Samples.Fit().SaveLearningRatePng(folder.File("rate.png"));
        EvaluationReport report = Samples.Evaluation(Two);
        report.SaveConfusionMatrixPng(folder.File("confusion.png"));
        report.SaveReliabilityPng(folder.File("reliability.png"));
        new[] { (0.0, 1.0) }.SaveScatterPng(folder.File("scatter.png"));
        Assert.HasCount(6, Directory.GetFiles(folder.Path));
        Assert.AreEqual(
            $"The picture cannot be written to '{folder.File("no/loss.png")}': the folder '{folder.File("no")}' does not exist. Create it, or choose another path.",
            Assert.Throws<NolaException>(() => Samples.Fit().SaveLossPng(folder.File("no/loss.png"))).Message);
    }

    [TestMethod]
    public void What_cannot_be_drawn_is_said()
    {
        Assert.AreEqual(
            "The fit measured nothing: give it a validation set, or draw the loss.",
            Assert.Throws<InvalidOperationException>(() => Samples.Fit(validated: false).GetMetricPng()).Message);
        Assert.Contains("no probabilities", Assert.Throws<InvalidOperationException>(() => Samples.Evaluation(Two, probabilities: false).GetReliabilityPng()).Message);
        Assert.Contains("A picture is 200 to 8000 pixels", Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Fit().GetLossPng(width: 10)).Message);
        Assert.Contains("2 points and 1 groups", Assert.Throws<ArgumentException>(() => new[] { (0.0, 1.0), (1, 2) }.GetScatterPng(["a"])).Message);
    }

    private static byte[] Draw(string name, PlotTheme theme) => name switch
    {
        "loss" => Samples.Fit().GetLossPng(theme, 640, 480),
        "metric" => Samples.Fit().GetMetricPng(theme, 640, 480),
        "rate" => Samples.Fit().GetLearningRatePng(theme, 640, 480),
        "confusion" => Samples.Evaluation(["red", "green", "blue"]).GetConfusionMatrixPng(theme, 640, 480),
        "reliability" => Samples.Evaluation(["red", "green", "blue"]).GetReliabilityPng(theme, 640, 480),
        _ => Enumerable.Range(0, 90).Select(static i => (Math.Cos(i) + (i % 3 * 2), Math.Sin(2.3 * i))).ToArray()
            .GetScatterPng([.. Enumerable.Range(0, 90).Select(static i => $"group {i % 3}")], "Embeddings", theme, 640, 480),
    };

    private static byte Mix(int blue, double share) => (byte)Math.Round(255 + ((blue - 255) * share));
}
