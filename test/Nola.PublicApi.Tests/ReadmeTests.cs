using Nola.Testing;

namespace Nola.PublicApi.Tests;

/// <summary>Runs the README's pipeline as a user would: a file of rows, the default backbone, a zip.</summary>
[TestClass]
public sealed class ReadmeTests
{
    [TestMethod]
    public void The_pipeline_fits_saves_loads_and_predicts()
    {
        using var folder = new TemporaryFolder();
        string[] rows =
        [
            "text\tcategory",
            .. Enumerable.Range(1, 15).Select(static i => $"Where is card number {i} that I ordered?\tcard_arrival"),
            .. Enumerable.Range(1, 15).Select(static i => $"How do I change {i} euros into dollars?\texchange"),
        ];
        File.WriteAllLines(folder.File("questions.tsv"), rows);
        string[] lines = new TestProgram("ReadmePipeline") { WorkingDirectory = folder.Path }.Run();
        Assert.HasCount(2, lines);
        Assert.StartsWith("accuracy ", lines[0]);
        Assert.AreEqual("card_arrival", lines[1]);
        Assert.IsLessThan(64 << 10, new FileInfo(folder.File("questions.zip")).Length, "a zip of two classes on the default backbone");
    }
}
