using System.Diagnostics;
using Nola.Testing;

namespace Nola.Tool.Tests;

/// <summary>Ctrl+C, as a terminal sends it.</summary>
[TestClass]
public sealed class InterruptionTests
{
    /// <summary>A process that was started in the background of a script does not hear SIGINT, nor do those that it starts; env undoes that.</summary>
    private static readonly TestProgram Program = new("Nola.Tool") { Starter = ["env", "--default-signal=INT"] };

    [TestMethod]
    public void What_was_learnt_so_far_is_saved()
    {
        RequireSignals();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("rows.tsv"), Rows.Colours(30));
        (int code, string output, string errors) = Interrupt("  epoch 1/", useErrors: true, "fit", folder.File("rows.tsv"), "--backbone", Nola.Backbone, "--epochs", "100000", "-o", folder.File("m.zip"));
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
