using System.Diagnostics;

namespace Nola.PublicApi.Tests;

/// <summary>Runs the README's pipeline as a user would: a file of rows, the default backbone, a zip.</summary>
[TestClass]
public sealed class ReadmeTests
{
    [TestMethod]
    public void The_pipeline_fits_saves_loads_and_predicts()
    {
        string output = AppContext.BaseDirectory.Replace("Nola.PublicApi.Tests", "ReadmePipeline", StringComparison.Ordinal);
        string folder = Directory.CreateTempSubdirectory("nola-readme-").FullName;
        try
        {
            string[] rows =
            [
                "text\tcategory",
                .. Enumerable.Range(1, 15).Select(static i => $"Where is card number {i} that I ordered?\tcard_arrival"),
                .. Enumerable.Range(1, 15).Select(static i => $"How do I change {i} euros into dollars?\texchange"),
            ];
            File.WriteAllLines(Path.Combine(folder, "questions.tsv"), rows);
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(output, "ReadmePipeline.dll")])
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, error.Result);
            string[] lines = said.TrimEnd().ReplaceLineEndings("\n").Split('\n');
            Assert.HasCount(2, lines);
            Assert.StartsWith("accuracy ", lines[0]);
            Assert.AreEqual("card_arrival", lines[1]);
            Assert.IsLessThan(64 << 10, new FileInfo(Path.Combine(folder, "questions.zip")).Length, "a zip of two classes on the default backbone");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
