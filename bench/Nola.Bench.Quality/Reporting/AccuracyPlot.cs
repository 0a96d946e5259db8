using System.Globalization;
using ScottPlot;

namespace Nola.Bench.Quality.Reporting;

/// <summary>Accuracy against trained numbers, on a scale of powers of ten: a line for each method, and a level one for what trains a head alone.</summary>
internal static class AccuracyPlot
{
    /// <summary>By how much of a power of ten neighbouring lines are moved apart, so that points with as many numbers do not hide each other.</summary>
    private const double Apart = 0.025;

    public static void Save(string path, Row[] rows)
    {
        using var plot = new Plot();
        var palette = new ScottPlot.Palettes.Category10();
        IGrouping<string, Row>[] lines = [.. rows.Where(static row => row.Line is not null).GroupBy(static row => row.Line!, StringComparer.Ordinal)];
        for (int index = 0; index < lines.Length; index++)
        {
            Row[] members = [.. lines[index].OrderBy(static row => row.Parameters)];
            Color color = palette.GetColor(index);
            if (members[^1].Parameters == 0)
            {
                // On a scale of powers of ten there is no zero.
                ScottPlot.Plottables.HorizontalLine level = plot.Add.HorizontalLine(members[^1].Accuracy.Mean, color: color, pattern: LinePattern.Dashed);
                level.LegendText = lines[index].Key;
                continue;
            }

            double shift = Apart * (index - (lines.Length / 2));
            double[] x = [.. members.Select(row => Math.Log10(row.Parameters) + shift)];
            double[] y = [.. members.Select(static row => row.Accuracy.Mean)];
            plot.Add.ErrorBar(x, y, [.. members.Select(static row => row.Accuracy.Deviation)]).Color = color;
            ScottPlot.Plottables.Scatter points = plot.Add.Scatter(x, y, color);
            points.LegendText = lines[index].Key;
            points.MarkerSize = 8;
        }

        plot.XLabel("numbers trained beside the head");
        plot.YLabel("accuracy");
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            MinorTickGenerator = new ScottPlot.TickGenerators.LogMinorTickGenerator(),
            IntegerTicksOnly = true,
            LabelFormatter = static power => Math.Pow(10, power).ToString("N0", CultureInfo.InvariantCulture),
        };
        plot.ShowLegend(Edge.Right);
        plot.SavePng(path, 1000, 600);
    }
}
