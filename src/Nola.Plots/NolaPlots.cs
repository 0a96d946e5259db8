using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Plots;

namespace Microsoft.ML.Nola;

/// <summary>
/// Pictures of fits and evaluations as PNG. Each is there as a file (<c>Save...Png</c>) and as bytes (<c>Get...Png</c>). Width and height are in pixels, 200 to
/// 8,000; where the width of a confusion matrix is not given, it grows with the number of classes.
/// </summary>
public static class NolaPlots
{
    private const int DefaultWidth = 800;
    private const int DefaultHeight = 500;
    private const int ReliabilityWidth = 600;
    private const int ReliabilityHeight = 600;

    /// <summary>Writes the training loss by epoch, and the validation loss if there is one.</summary>
    /// <param name="report">What a fit did.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="theme">The colours.</param>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is out of range.</exception>
    /// <exception cref="NolaException">The file cannot be written; the message says why.</exception>
    public static void SaveLossPng(
        this NolaFitReport report, string path, PlotTheme theme = PlotTheme.Light, int width = DefaultWidth, int height = DefaultHeight) =>
        Save(path, GetLossPng(report, theme, width, height));

    /// <summary>Draws the training loss by epoch, and the validation loss if there is one.</summary>
    /// <inheritdoc cref="SaveLossPng(NolaFitReport, string, PlotTheme, int, int)"/>
    /// <returns>The picture as PNG.</returns>
    public static byte[] GetLossPng(this NolaFitReport report, PlotTheme theme = PlotTheme.Light, int width = DefaultWidth, int height = DefaultHeight)
    {
        ArgumentNullException.ThrowIfNull(report);
        return EpochPlot.Draw(
            report,
            "Loss",
            [new("training", static epoch => epoch.Loss), new("validation", static epoch => epoch.ValidationLoss)],
            new Canvas(theme, width, height));
    }

    /// <summary>Writes the metric on the validation set by epoch.</summary>
    /// <inheritdoc cref="SaveLossPng(NolaFitReport, string, PlotTheme, int, int)"/>
    /// <exception cref="InvalidOperationException">The fit had no validation set.</exception>
    public static void SaveMetricPng(
        this NolaFitReport report, string path, PlotTheme theme = PlotTheme.Light, int width = DefaultWidth, int height = DefaultHeight) =>
        Save(path, GetMetricPng(report, theme, width, height));

    /// <summary>Draws the metric on the validation set by epoch.</summary>
    /// <inheritdoc cref="SaveMetricPng(NolaFitReport, string, PlotTheme, int, int)"/>
    /// <returns>The picture as PNG.</returns>
    public static byte[] GetMetricPng(this NolaFitReport report, PlotTheme theme = PlotTheme.Light, int width = DefaultWidth, int height = DefaultHeight)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Epochs.All(static epoch => epoch.ValidationMetric is null))
        {
            throw new InvalidOperationException("The fit measured nothing: give it a validation set, or draw the loss.");
        }

        return EpochPlot.Draw(
            report, $"Validation {report.MetricName}", [new(report.MetricName, static epoch => epoch.ValidationMetric)], new Canvas(theme, width, height));
    }

    /// <summary>Writes the learning rates at the end of each epoch.</summary>
    /// <inheritdoc cref="SaveLossPng(NolaFitReport, string, PlotTheme, int, int)"/>
    public static void SaveLearningRatePng(
        this NolaFitReport report, string path, PlotTheme theme = PlotTheme.Light, int width = DefaultWidth, int height = DefaultHeight) =>
        Save(path, GetLearningRatePng(report, theme, width, height));

    /// <summary>Draws the learning rates at the end of each epoch.</summary>
    /// <inheritdoc cref="SaveLearningRatePng(NolaFitReport, string, PlotTheme, int, int)"/>
    /// <returns>The picture as PNG.</returns>
    public static byte[] GetLearningRatePng(
        this NolaFitReport report, PlotTheme theme = PlotTheme.Light, int width = DefaultWidth, int height = DefaultHeight)
    {
        ArgumentNullException.ThrowIfNull(report);
        return EpochPlot.Draw(
            report,
            "Learning rate at the end of the epoch",
            [new("adapter", static epoch => epoch.LearningRate), new("head", static epoch => epoch.HeadLearningRate)],
            new Canvas(theme, width, height));
    }

    /// <summary>Writes the confusion matrix: each row in shares of its class, with counts as long as they can be read.</summary>
    /// <param name="report">How a model does.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="theme">The colours.</param>
    /// <param name="width">The width; <see langword="null"/>: as the number of classes needs.</param>
    /// <param name="height">The height; <see langword="null"/>: as the number of classes needs.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are more than 1,000 classes.</exception>
    /// <exception cref="NolaException">The file cannot be written; the message says why.</exception>
    public static void SaveConfusionMatrixPng(
        this EvaluationReport report, string path, PlotTheme theme = PlotTheme.Light, int? width = null, int? height = null) =>
        Save(path, GetConfusionMatrixPng(report, theme, width, height));

    /// <summary>Draws the confusion matrix: each row in shares of its class, with counts as long as they can be read.</summary>
    /// <inheritdoc cref="SaveConfusionMatrixPng(EvaluationReport, string, PlotTheme, int?, int?)"/>
    /// <returns>The picture as PNG.</returns>
    public static byte[] GetConfusionMatrixPng(this EvaluationReport report, PlotTheme theme = PlotTheme.Light, int? width = null, int? height = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ConfusionPlot.Draw(report, theme, width, height);
    }

    /// <summary>Writes the reliability diagram: accuracy by confidence.</summary>
    /// <param name="report">How a model does.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="theme">The colours.</param>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model gives no probabilities.</exception>
    /// <exception cref="NolaException">The file cannot be written; the message says why.</exception>
    public static void SaveReliabilityPng(
        this EvaluationReport report, string path, PlotTheme theme = PlotTheme.Light, int width = ReliabilityWidth, int height = ReliabilityHeight) =>
        Save(path, GetReliabilityPng(report, theme, width, height));

    /// <summary>Draws the reliability diagram: accuracy by confidence.</summary>
    /// <inheritdoc cref="SaveReliabilityPng(EvaluationReport, string, PlotTheme, int, int)"/>
    /// <returns>The picture as PNG.</returns>
    public static byte[] GetReliabilityPng(
        this EvaluationReport report, PlotTheme theme = PlotTheme.Light, int width = ReliabilityWidth, int height = ReliabilityHeight)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.HasProbabilities)
        {
            throw new InvalidOperationException("The model gives scores that are no probabilities, so there is no confidence to draw.");
        }

        return ReliabilityPlot.Draw(report, new Canvas(theme, width, height));
    }

    /// <summary>Writes points in the plane, such as embeddings that PCA brought to two numbers.</summary>
    /// <param name="points">The points.</param>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="groups">The group of each point, which gives its colour; <see langword="null"/>: all are alike. At most 20 groups are named.</param>
    /// <param name="title">The heading; <see langword="null"/>: none.</param>
    /// <param name="theme">The colours.</param>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is out of range.</exception>
    /// <exception cref="ArgumentException">There are not as many groups as points.</exception>
    /// <exception cref="NolaException">The file cannot be written; the message says why.</exception>
    public static void SaveScatterPng(
        this IReadOnlyList<(double X, double Y)> points,
        string path,
        IReadOnlyList<string>? groups = null,
        string? title = null,
        PlotTheme theme = PlotTheme.Light,
        int width = DefaultWidth,
        int height = DefaultHeight) =>
        Save(path, GetScatterPng(points, groups, title, theme, width, height));

    /// <summary>Draws points in the plane, such as embeddings that PCA brought to two numbers.</summary>
    /// <inheritdoc cref="SaveScatterPng(IReadOnlyList{ValueTuple{double, double}}, string, IReadOnlyList{string}?, string?, PlotTheme, int, int)"/>
    /// <returns>The picture as PNG.</returns>
    public static byte[] GetScatterPng(
        this IReadOnlyList<(double X, double Y)> points,
        IReadOnlyList<string>? groups = null,
        string? title = null,
        PlotTheme theme = PlotTheme.Light,
        int width = DefaultWidth,
        int height = DefaultHeight)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (groups is not null && groups.Count != points.Count)
        {
            throw new ArgumentException($"There are {points.Count} points and {groups.Count} groups; each point needs one.", nameof(groups));
        }

        return ScatterPlot.Draw(points, groups, title, new Canvas(theme, width, height));
    }

    private static void Save(string path, byte[] png) => OutputFile.Write(path, "picture", stream => stream.Write(png));
}
