using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola.Reports;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola;

/// <summary>
/// How a classifier does on labelled data: its figures as properties, and as one HTML file (<see cref="SaveHtml"/>). Any multiclass or binary model of ML.NET
/// will do; that of a NOLA stage adds what its fit did.
/// </summary>
public sealed class EvaluationReport
{
    private const int MostPairs = 100;

    private EvaluationReport(NolaTransformer? stage, EvaluationColumns columns, EvaluationTally tally, string? title)
    {
        Fit = stage?.Report;
        Adapter = stage?.Adapter;
        IsBinary = columns.IsBinary;
        ClassNames = columns.ClassNames;
        TextColumnNames = [.. columns.Texts.Select(static column => column.Name)];
        Rows = tally.Rows;
        Accuracy = (double)tally.CorrectRows / tally.Rows;
        HasProbabilities = tally.HasProbabilities;
        LogLoss = HasProbabilities ? tally.LogLoss / (IsBinary ? Math.Log(2) : 1) : null;
        ConfusionMatrix = tally.Confusion;
        Classes = CreateClasses(tally.Confusion, ClassNames);
        MacroAccuracy = Classes.Where(static one => one.Rows > 0).Average(static one => one.Recall);
        ExpectedCalibrationError = HasProbabilities ? tally.Calibration.ExpectedError : null;
        Bins = HasProbabilities ? tally.Calibration.Bins : [];
        MostConfused = [.. tally.Confusion.Cells
            .Where(static cell => cell.Actual != cell.Predicted)
            .OrderByDescending(static cell => cell.Rows).ThenBy(static cell => cell.Actual).ThenBy(static cell => cell.Predicted)
            .Take(MostPairs)
            .Select(cell => new ConfusedPair
            {
                Actual = cell.Actual,
                Predicted = cell.Predicted,
                ActualName = ClassNames[cell.Actual],
                PredictedName = ClassNames[cell.Predicted],
                Rows = cell.Rows,
                Share = (double)cell.Rows / Classes[cell.Actual].Rows,
            })];
        Errors = [.. tally.Errors.Select(error => new EvaluationError
        {
            Row = error.Number,
            Texts = error.Texts,
            Actual = error.Row.Actual,
            Predicted = error.Row.Predicted,
            ActualName = ClassNames[error.Row.Actual],
            PredictedName = ClassNames[error.Row.Predicted],
            Confidence = error.Row.Confidence,
            ActualConfidence = error.Row.ActualConfidence,
        })];
        Title = title ?? (IsBinary ? "Evaluation of a binary classifier" : "Evaluation of a classifier");
    }

    /// <summary>Gets the heading of the report.</summary>
    public string Title { get; }

    /// <summary>Gets whether the model is a binary one.</summary>
    public bool IsBinary { get; }

    /// <summary>Gets the names of the classes; <c>false</c> and <c>true</c> for a binary model.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Gets the names of the columns whose texts are shown beside errors.</summary>
    public IReadOnlyList<string> TextColumnNames { get; }

    /// <summary>Gets the rows that were evaluated.</summary>
    public int Rows { get; }

    /// <summary>Gets the rows left out because they have no label that the model knows, or scores that are no numbers.</summary>
    public int RowsSkipped { get; private init; }

    /// <summary>Gets the time that scoring and reading took, in seconds.</summary>
    public double Seconds { get; private init; }

    /// <summary>Gets the share of rows whose predicted class is the right one (ML.NET's micro-accuracy).</summary>
    public double Accuracy { get; }

    /// <summary>Gets the mean over the classes that have rows of the share of their rows that are predicted right.</summary>
    public double MacroAccuracy { get; }

    /// <summary>
    /// Gets the mean of the negative logarithm of the probability of the right class, as ML.NET's evaluators have it: to base e for a multiclass model, to
    /// base 2 for a binary one. Probabilities under 1e-15 count as that. <see langword="null"/> if the model gives no probabilities.
    /// </summary>
    public double? LogLoss { get; }

    /// <summary>Gets the area under the ROC curve of a binary model; <see langword="null"/> for others, and if all rows are of one class.</summary>
    public double? AreaUnderRocCurve { get; private init; }

    /// <summary>Gets whether the scores are probabilities: from 0 to 1, with the sum 1.</summary>
    public bool HasProbabilities { get; }

    /// <summary>Gets the figures of each class.</summary>
    public IReadOnlyList<ClassMetrics> Classes { get; }

    /// <summary>Gets how often rows of each class were taken for each other.</summary>
    public ConfusionCounts ConfusionMatrix { get; }

    /// <summary>Gets which classes are taken for which others, the most frequent first; at most 100 pairs.</summary>
    public IReadOnlyList<ConfusedPair> MostConfused { get; }

    /// <summary>
    /// Gets the expected calibration error: the mean gap between confidence and accuracy over 15 bins of equal width of the predicted class's probability,
    /// weighted by rows (Guo et al. 2017, arXiv 1706.04599). <see langword="null"/> if the model gives no probabilities.
    /// </summary>
    public double? ExpectedCalibrationError { get; }

    /// <summary>Gets the 15 bins of the reliability diagram, by confidence; empty if the model gives no probabilities.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>Gets the errors, the most confident first; as many as the options say.</summary>
    public IReadOnlyList<EvaluationError> Errors { get; }

    /// <summary>Gets what the fit of the model's NOLA stage did; <see langword="null"/> without such a stage, and after loading.</summary>
    public NolaFitReport? Fit { get; }

    /// <summary>Gets what the model's NOLA stage is made of; <see langword="null"/> without such a stage.</summary>
    public AdapterInfo? Adapter { get; }

    /// <summary>Scores labelled data and reads the scores once.</summary>
    /// <param name="context">The context; its log gets a line.</param>
    /// <param name="model">The model: a classifier, or a chain that holds one.</param>
    /// <param name="data">The data, with the label and what the model reads.</param>
    /// <param name="options">Columns, title, number of errors; <see langword="null"/> for the defaults.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">Options are out of their ranges.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">No row has a label, or its keys mean other labels than the model's.</exception>
    public static EvaluationReport Create(MLContext context, ITransformer model, IDataView data, EvaluationReportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        options ??= new EvaluationReportOptions();
        Check(options);
        return Read(context, model, data.Schema, model.Transform(data), options, TimeSpan.Zero);
    }

    /// <summary>Reads scores that are kept.</summary>
    internal static EvaluationReport OfScored(MLContext context, ITransformer model, KeptScores scores, EvaluationReportOptions options) =>
        Read(context, model, scores.Input, scores.View, options, scores.Elapsed);

    private static EvaluationReport Read(
        MLContext context, ITransformer model, DataViewSchema input, IDataView scored, EvaluationReportOptions options, TimeSpan elapsed)
    {
        NolaTransformer? stage = ModelStages.Of(model).LastOrDefault();
        var columns = new EvaluationColumns(stage, input, scored.Schema, options);

        var clock = Stopwatch.StartNew();
        var tally = new EvaluationTally(columns.ClassNames.Count, options.ErrorCount);
        RocCurve? roc = columns.IsBinary ? new RocCurve() : null;
        int skipped = 0;
        using (DataViewRowCursor cursor = scored.GetRowCursor(columns.All))
        {
            RowReader read = RowReaders.Create(cursor, columns, roc);
            Func<IReadOnlyList<string>> readTexts = RowReaders.Texts(cursor, columns);
            while (cursor.MoveNext())
            {
                if (read(out EvaluatedRow row))
                {
                    tally.Add(cursor.Position, row, readTexts);
                }
                else
                {
                    skipped++;
                }
            }
        }

        if (tally.Rows == 0)
        {
            throw new InvalidOperationException(skipped == 0
                ? $"{nameof(EvaluationReport)}: the data has no rows."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{nameof(EvaluationReport)}: none of the {skipped:N0} rows has a label that the model knows in the column '{columns.Label.Name}'."));
        }

        var report = new EvaluationReport(stage, columns, tally, options.Title)
        {
            RowsSkipped = skipped,
            Seconds = (elapsed + clock.Elapsed).TotalSeconds,
            AreaUnderRocCurve = roc?.Area,
        };
        report.LogTo(context);
        return report;
    }

    /// <summary>
    /// Writes the report as one HTML file: no script, nothing from elsewhere, light or dark as the reader's system is. An old file of this name is replaced.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="NolaException">The file cannot be written; the message says why.</exception>
    public void SaveHtml(string path) => ReportFile.Write(path, ToHtml());

    /// <summary>Gives the report as the text of an HTML file.</summary>
    /// <returns>The text.</returns>
    public string ToHtml() => ReportPage.Of(this);

    private static void Check(EvaluationReportOptions options)
    {
        var faults = new OptionFaults();
        faults.Require(options.ErrorCount is >= 0 and <= 10_000, $"ErrorCount is {options.ErrorCount}; it must be 0 to 10,000");
        faults.Require(options.TextColumnNames.All(static name => !string.IsNullOrEmpty(name)), "TextColumnNames has an empty name");
        faults.ThrowIfAny(nameof(EvaluationReport), nameof(options));
    }

    private static ClassMetrics[] CreateClasses(ConfusionCounts confusion, IReadOnlyList<string> names)
    {
        var rows = new int[names.Count];
        var predicted = new int[names.Count];
        foreach ((int actual, int taken, int count) in confusion.Cells)
        {
            rows[actual] += count;
            predicted[taken] += count;
        }

        return [.. names.Select((name, i) => new ClassMetrics
        {
            Name = name,
            Rows = rows[i],
            PredictedRows = predicted[i],
            CorrectRows = confusion[i, i],
        })];
    }

    private void LogTo(IChannelProvider provider)
    {
        using IChannel channel = provider.Start(nameof(EvaluationReport));
        channel.Info(MessageSensitivity.None, string.Create(
            CultureInfo.InvariantCulture, $"{Rows:N0} rows in {Seconds:F1} s: accuracy {Accuracy:F4}"));
        if (RowsSkipped > 0)
        {
            channel.Warning(MessageSensitivity.None, string.Create(
                CultureInfo.InvariantCulture, $"{RowsSkipped:N0} rows are left out: they have no label that the model knows, or scores that are no numbers"));
        }
    }
}
