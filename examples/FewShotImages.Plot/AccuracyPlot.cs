using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;

namespace FewShotImages.Plot;

/// <summary>Accuracy against the numbers that are trained beside the head: means with one standard deviation up and down.</summary>
internal static class AccuracyPlot
{
    /// <summary>Draws a picture.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="fits">What was measured.</param>
    /// <param name="perClass">The images of each class that were learnt from; null draws all numbers that there are, each in a shape of its own.</param>
    public static void Save(string path, Fit[] fits, int? perClass)
    {
        using var plot = new ScottPlot.Plot();
        int[] sizes = [.. fits.Select(static fit => fit.PerClass).Where(size => perClass is null || size == perClass).Distinct().Order()];
        string[] contenders = [.. fits.Select(static fit => fit.Contender).Distinct(StringComparer.Ordinal)];
        var palette = new ScottPlot.Palettes.Category10();
        MarkerShape[] shapes = [MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond];
        for (int i = 0; i < contenders.Length; i++)
        {
            for (int j = 0; j < sizes.Length; j++)
            {
                Fit[] found = [.. fits.Where(fit => fit.Contender == contenders[i] && fit.PerClass == sizes[j])];
                if (found.Length > 0)
                {
                    Add(plot, found, palette.GetColor(i), shapes[j % shapes.Length]).LegendText = $"{contenders[i]}, {sizes[j]} a class";
                }
            }
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

    private static Marker Add(ScottPlot.Plot plot, Fit[] fits, Color color, MarkerShape shape)
    {
        double mean = fits.Average(static fit => fit.Accuracy);
        double deviation = fits.Length < 2 ? 0 : Math.Sqrt(fits.Sum(fit => (fit.Accuracy - mean) * (fit.Accuracy - mean)) / (fits.Length - 1));

        // On a scale of powers of ten there is no zero: what trains a head alone, or nothing, stands where one would.
        double x = Math.Log10(Math.Max(1, fits[0].Parameters));
        ErrorBar bar = plot.Add.ErrorBar([x], [mean], [deviation]);
        bar.Color = color;
        return plot.Add.Marker(x, mean, shape, 10, color);
    }
}
