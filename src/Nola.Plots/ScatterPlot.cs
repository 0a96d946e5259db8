using ScottPlot;
using ScottPlot.Plottables;

namespace Microsoft.ML.Nola.Plots;

/// <summary>Points in the plane, coloured by group.</summary>
internal static class ScatterPlot
{
    private const int MostNamedGroups = 20;

    public static byte[] Draw(IReadOnlyList<(double X, double Y)> points, IReadOnlyList<string>? groups, string? title, Canvas canvas)
    {
        Plot plot = canvas.Plot;
        canvas.Name(title ?? string.Empty, string.Empty, string.Empty);
        var byGroup = points.Select((point, i) => (Point: point, Group: groups?[i] ?? string.Empty))
            .Where(static one => double.IsFinite(one.Point.X) && double.IsFinite(one.Point.Y))
            .GroupBy(static one => one.Group, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal).ToArray();
        for (int i = 0; i < byGroup.Length; i++)
        {
            Scatter scatter = plot.Add.ScatterPoints(
                byGroup[i].Select(static one => one.Point.X).ToArray(), byGroup[i].Select(static one => one.Point.Y).ToArray());
            scatter.Color = canvas.Series[i % canvas.Series.Count].WithAlpha(0.75);
            scatter.MarkerSize = points.Count > 2_000 ? 4 : 7;
            scatter.LegendText = PlotText.Clean(byGroup[i].Key, PlotText.LongestName);
        }

        plot.Legend.IsVisible = groups is not null && byGroup.Length <= MostNamedGroups;
        plot.Legend.FontName = PlotFont.For(string.Concat(byGroup.Select(static group => PlotText.Clean(group.Key, PlotText.LongestName))));
        return canvas.ToPng();
    }
}
