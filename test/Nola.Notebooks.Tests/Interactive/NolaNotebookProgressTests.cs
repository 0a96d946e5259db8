using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Progress;

namespace Nola.Notebooks.Tests.Interactive;

/// <summary>What a fit reported, shown again.</summary>
[TestClass]
public sealed class NolaNotebookProgressTests
{
    private static TinyFit s_fit = null!;

    [ClassInitialize]
    public static void Fit(TestContext context) => s_fit = new TinyFit();

    [ClassCleanup]
    public static void Clean() => s_fit.Dispose();

    [TestMethod]
    public void In_a_notebook_one_value_changes_until_all_steps_are_done()
    {
        var shown = new List<DisplayedValue>();
        using (Formatter.SubscribeToDisplayedValues(shown.Add))
        {
            var progress = new NolaNotebookProgress("<b>NOLA</b>", static () => new NotebookDisplay());
            foreach (NolaProgress report in s_fit.Progress)
            {
                progress.Report(report);
            }
        }

        Assert.IsGreaterThan(1, s_fit.Progress.Count);
        Assert.HasCount(1, shown.Select(static value => value.DisplayId).Distinct().ToArray());
        string html = shown[^1].FormattedValues.Single(static value => value.MimeType == HtmlFormatter.MimeType).Value;
        long steps = s_fit.Stage.Report!.Steps;
        Assert.StartsWith($"<div class=\"nola-progress\"><progress value=\"{steps}\" max=\"{steps}\"></progress> &lt;b&gt;NOLA&lt;/b&gt;  epoch 3/3", html);
    }

    [TestMethod]
    public void Elsewhere_each_epoch_has_its_line()
    {
        TextWriter console = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            var progress = new NolaNotebookProgress(title: null, static () => new ConsoleDisplay());
            foreach (NolaProgress report in s_fit.Progress)
            {
                progress.Report(report);
            }
        }
        finally
        {
            Console.SetOut(console);
        }

        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.HasCount(3, lines, output.ToString());
        for (int i = 0; i < lines.Length; i++)
        {
            Assert.StartsWith($"epoch {i + 1}/3  loss ", lines[i]);
        }
    }

    [TestMethod]
    public void Nothing_to_report_is_refused() => Assert.ThrowsExactly<ArgumentNullException>(static () => new NolaNotebookProgress().Report(null!));
}
