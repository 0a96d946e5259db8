using Microsoft.ML.Nola.Reports;

namespace Microsoft.ML.Nola;

/// <summary>Writes what a fit did as an HTML file.</summary>
public static class NolaReports
{
    /// <summary>
    /// Writes the report of a fit as one HTML file: no script, nothing from elsewhere, light or dark as the reader's system is. An old file of this name is
    /// replaced. <see cref="EvaluationReport"/> writes one that shows how the model does on data as well.
    /// </summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="NolaException">The file cannot be written; the message says why.</exception>
    public static void SaveHtml(this NolaFitReport report, string path) => ReportFile.Write(path, report.ToHtml());

    /// <summary>Gives the report of a fit as the text of an HTML file.</summary>
    /// <param name="report">The report.</param>
    /// <returns>The text.</returns>
    public static string ToHtml(this NolaFitReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportPage.Of(report);
    }
}
