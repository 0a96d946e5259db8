using System.Diagnostics;
using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>Ctrl+C, as a terminal sends it.</summary>
[TestClass]
public sealed class InterruptionTests
{
    /// <summary>A process that was started in the background of a script does not hear SIGINT, nor do those that it starts; env undoes that.</summary>
    private static readonly TestProgram Program = new("Nola.Tool") { Starter = ["env", "--default-signal=INT"] };

    private static readonly string Stories = Path.Combine(Repository.Root, "models", "stories260K");

    [TestMethod]
    public void What_was_learnt_so_far_is_saved()
    {
        RequireSignals();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(30));
        (int code, string output, string errors) = Interrupt(
            "  epoch 1/", useErrors: true, "fit", folder.File("rows.tsv"), "--backbone", Nola.Backbone, "--epochs", "100000", "-o", folder.File("m.zip"));
        Assert.AreEqual(0, code, errors);
        Assert.Contains("Stopping; what was learnt so far is kept (Ctrl+C again ends at once) ...", errors);
        Assert.Contains("Stopped by Ctrl+C after ", output);
        Assert.Contains("On 6 rows: accuracy ", output);
        Assert.AreEqual(0, Nola.RunWith("baba\n", "predict", folder.File("m.zip"), "--backbone", Nola.Backbone).ExitCode);
    }

    [TestMethod]
    public void Before_the_first_step_nothing_is_saved()
    {
        RequireSignals();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(60000));
        (int code, string output, string errors) = Interrupt(
            "rows to learn from", useErrors: false, "fit", folder.File("rows.tsv"), "--backbone", Nola.Backbone, "--holdout", "0", "-o", folder.File("m.zip"));
        Assert.AreEqual(130, code, output + errors);
        Assert.Contains("Stopped; nothing was saved.", errors);
        Assert.IsFalse(File.Exists(folder.File("m.zip")));
    }

    /// <summary>Thousands of passes are to come when it is heard: it ends between two of them.</summary>
    [TestMethod]
    public void Texts_that_are_generated_for_a_test_end_at_once_and_the_model_is_saved()
    {
        RequireSignals();
        using var folder = new TemporaryFolder();
        (string data, string zip) = (folder.File("notes.csv"), folder.File("m.zip"));
        File.WriteAllText(data, "Prompt,Completion\n" + string.Concat(Enumerable.Range(0, 2000).Select(static row => $"Child {row}:,\" a dog\"\n")));
        File.WriteAllText(folder.File("few.csv"), "Prompt,Completion\nTom:,\" a hat\"\nLily:,\" a ball\"\n");
        string[] settings = ["--task", "text-generation", "--backbone", Stories, "--epochs", "1", "--max-new-tokens", "400", "-o", zip];
        (int code, string output, string errors) = Interrupt(
            "generating for 2,000 prompts", useErrors: true, ["fit", folder.File("few.csv"), "--test", data, .. settings]);
        Assert.AreEqual(0, code, errors);
        Assert.EndsWith("Stopped by Ctrl+C while the model was tested; it is saved.\n", output);
        Assert.IsTrue(File.Exists(zip));
        (code, output, _) = Interrupt("generating for 2,000 prompts", useErrors: true, "evaluate", zip, data, "--backbone", Stories);
        Assert.AreEqual((130, string.Empty), (code, output));
    }

    [TestMethod]
    public void A_test_of_labels_ends_too()
    {
        RequireSignals();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(30));
        File.WriteAllText(folder.File("many.tsv"), Rows.Colours(60000));
        (int code, string output, string errors) = Interrupt(
            "Saved ", useErrors: false,
            "fit", folder.File("rows.tsv"), "--test", folder.File("many.tsv"), "--backbone", Nola.Backbone, "--epochs", "1", "-o", folder.File("m.zip"));
        Assert.AreEqual(0, code, errors);
        Assert.EndsWith("Stopped by Ctrl+C while the model was tested; it is saved.\n", output);
    }

    private static (int Code, string Output, string Errors) Interrupt(string when, bool useErrors, params string[] arguments)
    {
        using Process process = Program.Start(redirectsInput: false, arguments);
        var said = new List<string>();
        StreamReader watched = useErrors ? process.StandardError : process.StandardOutput;
        Task<string> other = (useErrors ? process.StandardOutput : process.StandardError).ReadToEndAsync();
        while (watched.ReadLine() is { } line)
        {
            said.Add(line);
            if (line.Contains(when, StringComparison.Ordinal))
            {
                using var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
                kill.WaitForExit();
                break;
            }
        }

        said.Add(watched.ReadToEnd());
        process.WaitForExit();
        string watchedText = string.Join('\n', said);
        return useErrors ? (process.ExitCode, other.Result, watchedText) : (process.ExitCode, watchedText, other.Result);
    }

    private static void RequireSignals()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Skipped: signals are sent as on Linux.");
        }
    }
}
