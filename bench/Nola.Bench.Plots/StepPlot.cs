using ScottPlot;

namespace Nola.Bench.Plots;

/// <summary>What a step of each method takes: forward, backward and update, one upon the other.</summary>
internal static class StepPlot
{
    private static readonly string[] Parts = ["forward", "backward", "update"];

    public static void Save(string results, string picture)
    {
        IReadOnlyList<IReadOnlyDictionary<string, string>> all = Table.Read(results);
        IReadOnlyDictionary<string, string>[] rows = [.. all.Where(row => row["batch"] == all[0]["batch"] && row["micro_batches"] == "1")];
        using var plot = new Plot();
        var palette = new ScottPlot.Palettes.Category10();
        var bases = new double[rows.Length];
        for (int part = 0; part < Parts.Length; part++)
        {
            double[] times = [.. rows.Select(row => row.Number(Parts[part] + "_ms"))];
            Bar[] parts = [.. times.Select((time, i) => new Bar
            {
                Position = -i, ValueBase = bases[i], Value = bases[i] + time, FillColor = palette.GetColor(part), LineWidth = 0,
            })];
            ScottPlot.Plottables.BarPlot bars = plot.Add.Bars(parts);
            bars.Horizontal = true;
            bars.LegendText = Parts[part];
            for (int i = 0; i < times.Length; i++)
            {
                bases[i] += times[i];
            }
        }

        plot.Axes.Left.SetTicks([.. rows.Select(static (_, i) => -(double)i)], [.. rows.Select(static row => row["side"])]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.XLabel($"milliseconds of a step, {all[0]["batch"]} tokens");
        plot.Axes.Margins(left: 0);
        plot.ShowLegend(Edge.Right);
        plot.SavePng(picture, 1000, 500);
    }
}
