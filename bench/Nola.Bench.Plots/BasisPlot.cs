using System.Globalization;
using ScottPlot;

namespace Nola.Bench.Plots;

/// <summary>How the time of Expand and of Contract grows with the number of bases, the rank, the width, and the sites that share a basis.</summary>
internal static class BasisPlot
{
    private static readonly string[] Sizes = ["k", "r", "d", "sites"];
    private static readonly string[] Usual = ["1000", "8", "768", "1"];

    public static void Save(string results, string picture)
    {
        IReadOnlyDictionary<string, string>[] rows = [.. Table.Read(results).Where(static row => row["what"] == "basis" && row["distribution"] == "Rademacher")];
        rows = [.. rows.Where(row => row["words"] == rows[0]["words"])];
        using var plot = new Plot();
        var palette = new ScottPlot.Palettes.Category10();
        for (int size = 0; size < Sizes.Length; size++)
        {
            // Rows that differ from the usual sizes in this one alone.
            IReadOnlyDictionary<string, string>[] line =
            [
                .. rows.Where(row => Enumerable.Range(0, Sizes.Length).All(other => other == size || row[Sizes[other]] == Usual[other]))
                    .OrderBy(row => row.Number(Sizes[size])),
            ];
            double usual = double.Parse(Usual[size], CultureInfo.InvariantCulture);
            double[] x = [.. line.Select(row => Math.Log2(row.Number(Sizes[size]) / usual))];
            Add("expand", LinePattern.Solid);
            Add("contract", LinePattern.Dashed);

            void Add(string pass, LinePattern pattern)
            {
                ScottPlot.Plottables.Scatter points = plot.Add.Scatter(x, [.. line.Select(row => Math.Log2(row.Number(pass + "_ms")))], palette.GetColor(size));
                points.LegendText = $"{pass}, by {Sizes[size]}";
                points.LinePattern = pattern;
            }
        }

        plot.XLabel("times k = 1,000, r = 8, d = 768, one site");
        plot.YLabel("milliseconds");
        foreach (IAxis axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
        {
            axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
            {
                IntegerTicksOnly = true,
                LabelFormatter = static power => Math.Pow(2, power).ToString("0.###", CultureInfo.InvariantCulture),
            };
        }

        plot.ShowLegend(Edge.Right);
        plot.SavePng(picture, 1000, 500);
    }
}
