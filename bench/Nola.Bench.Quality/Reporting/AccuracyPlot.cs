using System.Globalization;
using ScottPlot;

namespace Nola.Bench.Quality.Reporting;

/// <summary>Accuracy against trained numbers, on a scale of powers of ten.</summary>
internal static class AccuracyPlot
{
    public static void Save(string path, Row[] rows)
    {
        using var plot = new Plot();
        var palette = new ScottPlot.Palettes.Category10();
        string[] families = [.. rows.Select(Family).Distinct(StringComparer.Ordinal)];
        foreach (string family in families)
        {
            // On a scale of powers of ten there is no zero: what trains a head alone stands where one would.
            Row[] members = [.. rows.Where(row => Family(row) == family).OrderBy(static row => row.Parameters)];
            double[] x = [.. members.Select(static row => Math.Log10(Math.Max(1, row.Parameters)))];
            double[] y = [.. members.Select(static row => row.Accuracy.Mean)];
            Color color = palette.GetColor(Array.IndexOf(families, family));
            plot.Add.ErrorBar(x, y, [.. members.Select(static row => row.Accuracy.Deviation)]).Color = color;
            ScottPlot.Plottables.Scatter points = plot.Add.Scatter(x, y, color);
            points.LegendText = family;
            points.MarkerSize = 8;
        }

        plot.XLabel("numbers trained beside the head (0 at the left edge)");
        plot.YLabel("accuracy");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            MinorTickGenerator = new ScottPlot.TickGenerators.LogMinorTickGenerator(),
            IntegerTicksOnly = true,
            LabelFormatter = static power => power < 1 ? "0" : Math.Pow(10, power).ToString("N0", CultureInfo.InvariantCulture),
        };
        plot.ShowLegend(Edge.Right);
        plot.SavePng(path, 1000, 600);
    }

    /// <summary>The part of a name before a size: "NOLA, 1/8" and "NOLA, 1/2" are points of one line.</summary>
    private static string Family(Row row)
    {
        string[] parts = row.Name.Split(", ");
        return parts.Length == 2 && char.IsAsciiDigit(parts[1][0]) ? parts[0] : row.Name;
    }
}
