using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;

namespace Microsoft.ML.Nola.Plots;

/// <summary>The reliability diagram (Guo et al. 2017): accuracy in bins of confidence, and its gap to the confidence.</summary>
internal static class ReliabilityPlot
{
    public static byte[] Draw(EvaluationReport report, Canvas canvas)
    {
        Plot plot = canvas.Plot;
        canvas.Name(
            string.Create(CultureInfo.InvariantCulture, $"Reliability, expected calibration error {report.ExpectedCalibrationError:0.000}"),
            "confidence (probability of the predicted class)",
            "accuracy");
        foreach (CalibrationBin bin in report.Bins.Where(static bin => bin.Rows > 0))
        {
            Rectangle accuracy = plot.Add.Rectangle(bin.Lower, bin.Upper, 0, bin.Accuracy);
            accuracy.FillColor = canvas.Series[0];
            accuracy.LineColor = canvas.Background;
            Rectangle gap = plot.Add.Rectangle(bin.Lower, bin.Upper, Math.Min(bin.Accuracy, bin.Confidence), Math.Max(bin.Accuracy, bin.Confidence));
            gap.FillColor = canvas.Wrong.WithAlpha(0.25);
            gap.LineColor = canvas.Wrong;
        }

        Scatter diagonal = plot.Add.ScatterLine(new double[] { 0, 1 }, new double[] { 0, 1 });
        diagonal.Color = canvas.Foreground.WithAlpha(0.6);
        diagonal.LinePattern = LinePattern.Dashed;
        plot.Legend.IsVisible = true;
        plot.Legend.Alignment = Alignment.UpperLeft;
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = "accuracy", FillColor = canvas.Series[0], LabelFontColor = canvas.Foreground });
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = "gap", FillColor = canvas.Wrong.WithAlpha(0.4), LabelFontColor = canvas.Foreground });
        plot.Axes.SetLimits(-0.02, 1.02, 0, 1.02);
        return canvas.ToPng();
    }
}
