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

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_options.CancellationToken, cancellationToken);
        using IChannel channel = _environment.Host.Start("Fit");
        using var fit = new TextClassifierFit(CreateSettings(classes));
        int skipped = ReadRows(train, "training set", classes, fit.Train, linked.Token);
        if (validation is not null)
        {
            ReadRows(validation, "validation set", classes, fit.Validation, linked.Token);
        }

        TextClassifier classifier = fit.Run(new FitCallbacks
        {
            Progress = _options.Progress,
            Log = line => channel.Info(MessageSensitivity.None, line),
            IsCancelled = () => _environment.IsCancelled,
            CancellationToken = linked.Token,
            OnCancellation = _options.OnCancellation,
            RowsSkipped = skipped,
        });
        return new NolaTextClassificationTransformer(
            _environment.For(NolaTextClassificationTransformer.ComponentName),
            Describe(label, classes, classifier),
            labels,
            classifier,
            _options.EmbedBackbone);
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
        MaxLength = _options.MaxLength,
        HasPairs = _columns.Sentence2 is not null,
        DefaultSeed = _environment.Seed ?? 0,
        BackboneFolders = _environment.BackboneFolders,
        GpuDeviceId = _environment.GpuDeviceId,
        FallbackToCpu = _environment.FallbackToCpu,
    };

    private int ReadRows(IDataView view, string what, int classes, LabelledTexts into, CancellationToken token)
    {
        int skipped = TextRows.Read(view, _columns, classes, into, () => CheckAlive(token));
        return into.Count > 0 ? skipped : throw InputFaults.NoRows(what, _columns.Label, skipped);
    }

    private void CheckAlive(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (_environment.IsCancelled)
        {
            throw new OperationCanceledException($"{StageName}: the MLContext cancelled its execution.");
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
