using ScottPlot;
using SkiaSharp;

namespace Microsoft.ML.Nola.Plots;

/// <summary>Which font a text is drawn in.</summary>
internal static class PlotFont
{
    private static readonly string[] Preferred = ["Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "Noto Sans", "DejaVu Sans"];

    private static readonly Lazy<string> Installed = new(static () =>
    {
        var families = new HashSet<string>(SKFontManager.Default.FontFamilies, StringComparer.OrdinalIgnoreCase);
        return Preferred.FirstOrDefault(families.Contains) ?? Fonts.Sans;
    });

    /// <summary>A font without serifs that this machine has.</summary>
    public static string Sans => Installed.Value;

    /// <summary>The same, or one that has the letters of a text which that one lacks. What no font has becomes boxes.</summary>
    public static string For(string text)
    {
        using SKTypeface sans = SKTypeface.FromFamilyName(Sans);
        return sans.ContainsGlyphs(text) ? Sans : Fonts.Detect(text);
    }
}
