using Microsoft.ML.Nola;
using Nola.Testing;

namespace Nola.Estimators.Tests.Reports;

/// <summary>The file of a report: whole or not there, and one sentence if it cannot be written.</summary>
[TestClass]
public sealed class HtmlFileTests
{
    private static readonly EvaluationReport Report = Reported.Of([ScoredRow.Of(0, 1, 0, 0), ScoredRow.Of(1, 1, 0, 0)]);

    [TestMethod]
    public void A_file_is_written_and_replaced_and_nothing_else_stays()
    {
        using var folder = new TemporaryFolder();
        Report.SaveHtml(folder.File("a report.html"));
        File.WriteAllText(folder.File("a report.html"), "old");
        Report.SaveHtml(folder.File("a report.html"));
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(folder.File("a report.html")));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    public void A_folder_that_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(
            $"The report cannot be written to '{folder.File("no/report.html")}': the folder '{folder.File("no")}' does not exist. Create it, or choose another path.",
            Assert.Throws<NolaException>(() => Report.SaveHtml(folder.File("no/report.html"))).Message);
    }

    [TestMethod]
    public void A_folder_in_place_of_a_file_is_named()
    {
        using var folder = new TemporaryFolder();
        foreach (string path in new[] { folder.Path, folder.Path + Path.DirectorySeparatorChar })
        {
            Assert.AreEqual(
                $"The report cannot be written to '{path}': that is a folder. Name a file in it.", Assert.Throws<NolaException>(() => Report.SaveHtml(path)).Message);
        }
    }

    /// <summary>The kernel's own folder takes no file, whoever asks.</summary>
    [TestMethod]
    public void A_place_that_takes_no_file_is_named()
    {
        if (!Directory.Exists("/proc/self"))
        {
            Assert.Inconclusive("Skipped: this system has no /proc, the one place where even root may not write.");
        }

        Assert.StartsWith("The report cannot be written to '/proc/report.html': ", Assert.Throws<NolaException>(() => Report.SaveHtml("/proc/report.html")).Message);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" ")]
    public void An_empty_path_is_a_mistake_of_the_caller(string path) => Assert.Throws<ArgumentException>(() => Report.SaveHtml(path));
}
