using System.Globalization;

namespace Microsoft.ML.Nola.Reports;

/// <summary>Numbers as a reader wants to see them, and what several sections put them in.</summary>
internal static class Figures
{
    private static readonly NumberFormatInfo Grouped = CreateGrouped();

    /// <summary>The figures that a reader looks for first.</summary>
    public static Html Key(params ReadOnlySpan<(string Name, Html Value)> figures)
    {
        var parts = new List<Html>();
        foreach ((string name, Html value) in figures)
        {
            parts.Add(Html.Of($"<div><dt>{name}</dt><dd>{value}</dd></div>\n"));
        }

        return Html.Of($"<dl class=\"figures\">\n{parts}</dl>\n");
    }

    /// <summary>A table that scrolls in a box of its own if it is wider than the page.</summary>
    /// <param name="name">What the table shows.</param>
    /// <param name="content">Its rows.</param>
    /// <param name="style">Its class.</param>
    public static Html Table(string name, Html content, string style = "") => Html.Of(
        $"""
        <div class="scroll" role="region" aria-label="{name}" tabindex="0"><table class="{style}"><caption>{name}</caption>
        {content}</table></div>

        """);

    public static Html Section(string id, string name, Html content) => Html.Of(
        $"""
        <section aria-labelledby="{id}">
        <h2 id="{id}">{name}</h2>
        {content}</section>

        """);

    /// <summary>A share from 0 to 1.</summary>
    public static Html Share(double value) => Html.Of($"{value:0.000}");

    public static Html Share(double? value) => value is { } known ? Share(known) : Html.Of($"–");

    /// <summary>A whole number with thin spaces, so that it reads the same in every country.</summary>
    public static Html Count(long value) => Html.Trusted(value.ToString("#,0", Grouped));

    public static Html Seconds(double seconds) =>
        seconds < 10 ? Html.Of($"{seconds:0.0} s") : seconds < 120 ? Html.Of($"{seconds:0} s") : Html.Of($"{(long)(seconds / 60)} min {seconds % 60:00} s");

    /// <summary>Three digits that count, such as a learning rate has.</summary>
    public static Html Small(double value) => value == 0 ? Html.Of($"0") : Html.Of($"{value:0.00e+0}");

    /// <summary>A bar behind or beside a number.</summary>
    /// <param name="share">Its length, from 0 to 1.</param>
    public static Html Bar(double share) => Html.Of($"<span class=\"bar\" style=\"--v:{Math.Clamp(share, 0, 1) * 100:0.#}%\"></span>");

    private static NumberFormatInfo CreateGrouped()
    {
        var format = (NumberFormatInfo)NumberFormatInfo.InvariantInfo.Clone();
        format.NumberGroupSeparator = "\u202f";
        return format;
    }
}
