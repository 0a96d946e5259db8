using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.TextClassification;
using Microsoft.ML.Nola.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Nola;

// Our overloads take a training and a validation set, so the parameters say which is which.
#pragma warning disable CA1725

/// <summary>
/// Fits a text classifier: a frozen pretrained transformer with a low-rank update whose factors are mixtures of seeded random bases, and a linear head.
/// </summary>
/// <remarks>
/// <para>Reads a key label and one or two text columns; adds a predicted label (a key) and a score (the probability of each class, in the order of the key).</para>
/// <para>Rows whose label is missing are left out and counted. Empty and missing text is valid. The classes are the values that the key can have.</para>
/// </remarks>
public sealed class NolaTextClassificationTrainer : IEstimator<NolaTextClassificationTransformer>
{
    internal const string StageName = "NolaTextClassification";

    private readonly StageEnvironment _environment;
    private readonly NolaTextClassificationOptions _options;
    private readonly TextColumns _columns;

    internal NolaTextClassificationTrainer(StageEnvironment environment, NolaTextClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _environment = environment;
        _options = options.Snapshot();
        _columns = new TextColumns(_options);
    }

    /// <summary>Fits on rows, with the validation set of the options where there is one.</summary>
    /// <param name="train">The training rows; read once.</param>
    /// <returns>The fitted stage.</returns>
    public NolaTextClassificationTransformer Fit(IDataView train) => Fit(train, null);

    /// <summary>Fits on rows.</summary>
    /// <param name="train">The training rows; read once.</param>
    /// <param name="validation">Rows to measure each epoch with; <see langword="null"/> takes those of the options, where there are any.</param>
    /// <param name="cancellationToken">A token that stops the fit, beside that of the options.</param>
    /// <returns>The fitted stage.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">There are no rows with a label, or the label has one class.</exception>
    /// <exception cref="OperationCanceledException">The fit was stopped.</exception>
    /// <exception cref="BackboneNotFoundException">The backbone was in none of the places searched.</exception>
    public NolaTextClassificationTransformer Fit(IDataView train, IDataView? validation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        validation ??= _options.ValidationSet;
        DataViewSchema.Column label = CheckColumns(train, nameof(train));
        int classes = TextInput.CountClasses(label, nameof(train));
        var labels = LabelValues.From(label, classes);
        if (validation is not null)
        {
            CheckValidation(validation, classes, labels);
        }

        using IChannel channel = _environment.Host.Start("Fit");
        using TextClassifierFit fit = Open(classes);
        if (fit.Fallback is { } fallback)
        {
            Warn(fallback);
        }

        ReadRows(train, "training set", classes, fit.Train, FindCancellation, Warn);
        if (validation is not null)
        {
            ReadRows(validation, "validation set", classes, fit.Validation, FindCancellation, Warn);
        }

        TextClassifier classifier = fit.Run(new FitCallbacks
        {
            Stage = StageName,
            Progress = _options.Progress,
            Log = line => channel.Info(MessageSensitivity.None, line),
            Warn = Warn,
            ThrowIfCancelled = () => ThrowIf(FindCancellation()),
            OnCancellation = _options.OnCancellation,
        });
        return new NolaTextClassificationTransformer(
            _environment.For(NolaTextClassificationTransformer.ComponentName),
            Describe(label, classes, classifier),
            labels,
            classifier,
            _options.EmbedBackbone);

        void Warn(string line) => channel.Warning(MessageSensitivity.None, line);

        OperationCanceledException? FindCancellation() => this.FindCancellation(cancellationToken);
    }

    /// <summary>Promises the columns of the fitted stage.</summary>
    /// <param name="input">The columns that come in.</param>
    /// <returns>The columns that come in, and the predicted label and the score.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TextInput.CheckSentences(input, _columns, nameof(input));
        SchemaShape.Column label = TextInput.CheckLabel(input, _columns, nameof(input));
        SchemaShape.Column[] added = [.. TextShape.Promise(_columns, label)];
        return new SchemaShape(input.Where(column => column.Name != _columns.Output && column.Name != _columns.Score).Concat(added));
    }

    private DataViewSchema.Column CheckColumns(IDataView view, string parameter)
    {
        SchemaShape shape = SchemaShapes.Of(view.Schema);
        TextInput.CheckSentences(shape, _columns, parameter);
        TextInput.CheckLabel(shape, _columns, parameter);
        return view.Schema[_columns.Label];
    }

    /// <summary>A key means nothing by itself: with another mapping the validation set would be scored against other labels, silently.</summary>
    private void CheckValidation(IDataView validation, int classes, LabelValues? labels)
    {
        DataViewSchema.Column label = CheckColumns(validation, nameof(validation));
        bool same = ((KeyDataViewType)label.Type).Count == (ulong)classes
            && (labels?.HasSameValues(LabelValues.From(label, classes)) ?? LabelValues.From(label, classes) is null);
        if (!same)
        {
            throw InputFaults.OtherLabels(_columns.Label);
        }
    }

    private TextClassifierSettings CreateSettings(int classes) => new()
    {
        Backbone = _options.Backbone,
        Adapter = _options.Adapter.Clone(),
        Training = _options.Training.Clone(),
        ClassCount = classes,
        Pooling = _options.Pooling,
        MaxLength = _options.RequestedMaxLength,
        HasPairs = _columns.Sentence2 is not null,
        DefaultSeed = _environment.Seed ?? 0,
        BackboneFolders = _environment.BackboneFolders,
        GpuDeviceId = _environment.GpuDeviceId,
        FallbackToCpu = _environment.FallbackToCpu,
    };

    /// <summary>Finds the backbone. What of the options does not go with it is only known here, by an engine that does not know the stage.</summary>
    private TextClassifierFit Open(int classes)
    {
        try
        {
            return new TextClassifierFit(CreateSettings(classes));
        }
        catch (ArgumentException exception)
        {
            throw InputFaults.Options(exception, "options");
        }
        catch (NolaCompatibilityException exception)
        {
            throw InputFaults.Compatibility(exception);
        }
    }

    private void ReadRows(IDataView view, string what, int classes, LabelledTexts into, Func<OperationCanceledException?> findCancellation, Action<string> warn)
    {
        try
        {
            TextRows.Read(view, _columns, classes, into, () => ThrowIf(findCancellation()));
        }
        catch (OperationCanceledException) when (_options.OnCancellation == CancellationBehavior.ReturnBest && findCancellation() is not null)
        {
            // The fit sees it too, before its first step, and returns the stage as it starts.
            return;
        }

        if (into.Count == 0)
        {
            throw InputFaults.NoRows(what, _columns.Label, into.Skipped);
        }

        string rows = string.Create(CultureInfo.InvariantCulture, $"of {into.Count + into.Skipped:N0} rows of the {what}");
        if (into.Skipped > 0)
        {
            warn(string.Create(CultureInfo.InvariantCulture, $"{into.Skipped:N0} {rows} have no label in the column '{_columns.Label}' and are left out"));
        }

        if (into.Truncated > 0)
        {
            warn(string.Create(CultureInfo.InvariantCulture, $"{into.Truncated:N0} {rows} are longer than MaxLength, {into.MaxLength} tokens, and are cut"));
        }
    }

    /// <summary>The exception for a stop that was asked for, with the token that asked, so that a task started with it counts as cancelled.</summary>
    private OperationCanceledException? FindCancellation(CancellationToken token)
    {
        if (token.IsCancellationRequested || _options.CancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException(
                $"{StageName}: the fit was cancelled.", token.IsCancellationRequested ? token : _options.CancellationToken);
        }

        return _environment.IsCancelled
            ? new OperationCanceledException($"{StageName}: the fit was cancelled, because the MLContext cancelled its execution.")
            : null;
    }

    private static void ThrowIf(Exception? exception)
    {
        if (exception is not null)
        {
            throw exception;
        }
    }

    private TextStage Describe(DataViewSchema.Column label, int classes, TextClassifier classifier) => new()
    {
        LabelColumn = _columns.Label,
        ScoreColumn = _columns.Score,
        OutputColumn = _columns.Output,
        Sentence1Column = _columns.Sentence1,
        Sentence2Column = _columns.Sentence2,
        LabelType = label.Type.RawType.Name,
        Classes = classes,
        Pooling = classifier.Pooling,
        MaxLength = classifier.MaxLength,
        BatchSize = _options.Training.BatchSize,
        BackboneIdentity = classifier.Info.BackboneIdentity,
    };
}
