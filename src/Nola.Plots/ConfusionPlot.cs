using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;

namespace Microsoft.ML.Nola.Plots;

/// <summary>A confusion matrix as a heat map.</summary>
internal static class ConfusionPlot
{
    private const int MostClasses = 1_000;
    private const int MostCounts = 20;
    private const int MostNames = 160;
    private const int LeastSize = 560;
    private const int NameRoom = 220;

    public static byte[] Draw(EvaluationReport report, PlotTheme theme, int? width, int? height)
    {
        int many = report.ClassNames.Count;
        if (many > MostClasses)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"{many:N0} classes are too many for a picture of the confusion matrix; MostConfused has the pairs that matter."));
        }

        // As many pixels for a class as its name, or its count, needs.
        int cell = many <= MostCounts ? 44 : many <= MostNames ? 15 : 4;
        int size = Math.Max(LeastSize, NameRoom + (many * cell));
        var canvas = new Canvas(theme, width ?? size + 40, height ?? size);
        Plot plot = canvas.Plot;
        canvas.Name("Confusion matrix, in shares of each row", "predicted", "actual");
        AddCells(report, canvas);
        if (many <= MostCounts)
        {
            AddCounts(report, canvas);
        }

        if (many <= MostNames)
        {
            Name(report, plot, many <= MostCounts ? 13 : 10);
        }

        plot.Axes.SetLimits(-0.5, many - 0.5, -0.5, many - 0.5);
        plot.HideGrid();
        return canvas.ToPng();
    }

    private static double Share(EvaluationReport report, int actual, int predicted) =>
        report.Classes[actual].Rows == 0 ? 0 : (double)report.ConfusionMatrix[actual, predicted] / report.Classes[actual].Rows;

    private static void AddCells(EvaluationReport report, Canvas canvas)
    {
        int many = report.ClassNames.Count;
        var shares = new double[many, many];
        for (int actual = 0; actual < many; actual++)
        {
            for (int predicted = 0; predicted < many; predicted++)
            {
                shares[actual, predicted] = Share(report, actual, predicted);
            }
        }

        Heatmap map = canvas.Plot.Add.Heatmap(shares);
        map.Colormap = new ScottPlot.Colormaps.CustomInterpolated([canvas.Background, canvas.Series[0]]);
        map.ManualRange = new ScottPlot.Range(0, 1);
        ScottPlot.Panels.ColorBar bar = canvas.Plot.Add.ColorBar(map);
        bar.Axis.SetTicks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"]);
        bar.Axis.TickLabelStyle.ForeColor = canvas.Foreground;
        bar.Axis.TickLabelStyle.FontName = PlotFont.Sans;
        bar.Axis.FrameLineStyle.Color = canvas.Line;
        bar.Axis.MajorTickStyle.Color = canvas.Foreground;
        bar.Axis.MinorTickStyle.Color = canvas.Foreground;
    }

    private static void AddCounts(EvaluationReport report, Canvas canvas)
    {
        int many = report.ClassNames.Count;
        for (int actual = 0; actual < many; actual++)
        {
            for (int predicted = 0; predicted < many; predicted++)
            {
                int count = report.ConfusionMatrix[actual, predicted];
                ScottPlot.Plottables.Text text = canvas.Plot.Add.Text(count.ToString(CultureInfo.InvariantCulture), predicted, many - 1 - actual);
                text.Alignment = Alignment.MiddleCenter;
                text.LabelFontSize = 13;
                text.LabelFontName = PlotFont.Sans;
                text.LabelFontColor = count == 0
                    ? canvas.Foreground.WithAlpha(0.45)
                    : Share(report, actual, predicted) > 0.5 ? canvas.Background : canvas.Foreground;
            }
        }
    }

    private static void Name(EvaluationReport report, Plot plot, float size)
    {
        string[] names = [.. report.ClassNames.Select(static name => PlotText.Clean(name, PlotText.LongestName))];
        // Axes begin at the bottom, matrices at the top.
        Canvas.Mark(plot.Axes.Left, [.. names.Reverse()], size);
        Canvas.Mark(plot.Axes.Bottom, names, size);
        plot.Axes.Bottom.TickLabelStyle.Rotation = 90;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
        plot.Axes.Bottom.MinimumSize = Widest(plot.Axes.Bottom.TickLabelStyle, names) + 40;
        plot.Axes.Left.MinimumSize = Widest(plot.Axes.Left.TickLabelStyle, names) + 40;
    }

    /// <summary>The layout leaves room for words as if none were turned.</summary>
    private static float Widest(LabelStyle style, IEnumerable<string> words)
    {
        using Paint paint = Paint.NewDisposablePaint();
        return words.Max(word => style.Measure(word, paint).Width);
    }
}
