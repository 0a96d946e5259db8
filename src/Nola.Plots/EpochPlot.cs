using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Microsoft.ML.Nola.Plots;

/// <summary>Lines over the epochs of a fit.</summary>
internal static class EpochPlot
{
    public static byte[] Draw(NolaFitReport report, string title, IReadOnlyList<EpochSeries> series, Canvas canvas)
    {
        Plot plot = canvas.Plot;
        canvas.Name(title, "epoch", string.Empty);
        int lines = 0;
        foreach (EpochSeries one in series)
        {
            (double X, double Y)[] points =
                [.. report.Epochs.Select(epoch => ((double)epoch.Epoch, one.Value(epoch) ?? double.NaN)).Where(static point => double.IsFinite(point.Item2))];

            // A rate of zero all along is that of something that does not train.
            if (points.All(static point => point.Y == 0))
            {
                continue;
            }

            Scatter line = plot.Add.Scatter(points.Select(static point => point.X).ToArray(), points.Select(static point => point.Y).ToArray());
            line.Color = canvas.Series[lines++];
            line.LineWidth = 2;
            line.MarkerSize = points.Length > 60 ? 0 : 7;
            line.LegendText = one.Name;
        }

        if (report.BestEpoch is { } best)
        {
            VerticalLine mark = plot.Add.VerticalLine(best);
            mark.Color = canvas.Foreground.WithAlpha(0.5);
            mark.LinePattern = LinePattern.Dashed;
            mark.LineWidth = 1;
            mark.LegendText = "kept";
        }

        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        if (lines > 1 || report.BestEpoch is not null)
        {
            // Outside: within the picture it would hide the end of a line.
            canvas.ShowLegendBelow();
        }

        plot.Axes.Margins(0.05, 0.1);
        return canvas.ToPng();
    }
}
