using System.Reflection;

namespace Microsoft.ML.Nola.Reports;

/// <summary>The whole document. Its policy lets a browser load nothing and run nothing, whatever the texts hold.</summary>
internal static class ReportPage
{
    private const string StyleName = "report.css";

    private static readonly Lazy<Html> Style = new(static () =>
    {
        using Stream stream = typeof(ReportPage).Assembly.GetManifestResourceStream(StyleName)!;
        using var reader = new StreamReader(stream);
        return Html.Trusted(reader.ReadToEnd());
    });

    private static string Version => typeof(ReportPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static string Of(NolaFitReport fit) => Document("Report of a fit", FitSection.Subject(fit), Html.Of($"{FitSection.KeyFigures(fit)}{FitSection.Of(fit)}{AdapterSection.Of(fit.Adapter, fit)}"));

    public static string Of(EvaluationReport report)
    {
        Html fit = report.Fit is null ? Html.None : FitSection.Of(report.Fit);
        Html adapter = report.Adapter is null ? Html.None : AdapterSection.Of(report.Adapter, report.Fit);
        return Document(report.Title, EvaluationSection.Subject(report), Html.Of($"{EvaluationSection.Of(report)}{fit}{adapter}"));
    }

    private static string Document(string title, Html subject, Html body) => Html.Of(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{HtmlText.Cut(title, 200)}</title>
        <link rel="icon" href="data:,">
        <style>
        {Style.Value}</style>
        </head>
        <body>
        <main>
        <header><h1>{Html.Name(title, 200)}</h1><p>{subject}</p></header>
        {body}
        </main>
        <footer><p>Written by NOLA for ML.NET {Version} on {DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC.</p></footer>
        </body>
        </html>

        """).ToString();
}
