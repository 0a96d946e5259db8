using Microsoft.ML.Nola.TextClassification;

namespace Microsoft.ML.Nola;

/// <summary>The options of <see cref="NolaTextClassificationTrainer"/>.</summary>
public sealed class NolaTextClassificationOptions
{
    /// <summary>Three special tokens frame a pair; below this there is no room for text.</summary>
    internal const int MinLength = 8;
    internal const int MaxLengthLimit = 1 << 16;

    /// <summary>Gets or sets the label column, a key.</summary>
    /// <value>The default is "Label".</value>
    public string LabelColumnName { get; set; } = DefaultColumns.Label;

    /// <summary>Gets or sets the column of class probabilities that is added.</summary>
    /// <value>The default is "Score".</value>
    public string ScoreColumnName { get; set; } = DefaultColumns.Score;

    /// <summary>Gets or sets the column of the predicted class that is added.</summary>
    /// <value>The default is "PredictedLabel".</value>
    public string OutputColumnName { get; set; } = DefaultColumns.PredictedLabel;

    /// <summary>Gets or sets the text column.</summary>
    /// <value>The default is "Sentence1".</value>
    public string Sentence1ColumnName { get; set; } = DefaultColumns.Sentence1;

    /// <summary>Gets or sets the second text column, where rows are pairs of texts.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Sentence2ColumnName { get; set; }

    /// <summary>Gets or sets the pretrained transformer.</summary>
    /// <value>The default is <see cref="BackboneReference.Default"/>.</value>
    public BackboneReference Backbone { get; set; } = BackboneReference.Default;

    /// <summary>Gets or sets what is adapted and with how many numbers.</summary>
    public AdapterConfig Adapter { get; set; } = new();

    /// <summary>Gets or sets how the coefficients and the head are fitted.</summary>
    public NolaTrainingOptions Training { get; set; } = new();

    /// <summary>Gets or sets how the hidden states of a text become one feature vector.</summary>
    /// <value>The default is <see langword="null"/>: what the backbone's folder says.</value>
    public PoolingMode? Pooling { get; set; }

    /// <summary>Gets or sets the tokens of a row, special ones included, beyond which its text is cut; at least 8.</summary>
    /// <value>The default is 128, or the most that the backbone takes where that is less.</value>
    public int MaxLength
    {
        get => RequestedMaxLength ?? TextClassifierSettings.DefaultMaxLength;
        set => RequestedMaxLength = value;
    }

    /// <summary>Gets or sets rows to measure each epoch with. They need the columns of the training rows, made by the same transforms.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IDataView? ValidationSet { get; set; }

    /// <summary>Gets or sets who is told how far the fit is.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IProgress<NolaProgress>? Progress { get; set; }

    /// <summary>Gets or sets a token that stops the fit.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Gets or sets what a fit does when it is stopped.</summary>
    /// <value>The default is <see cref="CancellationBehavior.Throw"/>.</value>
    public CancellationBehavior OnCancellation { get; set; } = CancellationBehavior.Throw;

    /// <summary>
    /// Gets or sets whether a saved model holds the backbone too, so that it can be loaded where nothing but the zip is. It then has the size of the backbone
    /// (45 MB for the default one) instead of kilobytes, and unpacks it into the MLContext's temporary folder while it is loaded.
    /// </summary>
    /// <value>The default is <see langword="false"/>: the zip names the backbone by its hash.</value>
    public bool EmbedBackbone { get; set; }

    /// <summary>Checks the options and copies them, so that what the caller does with them later changes nothing.</summary>
    /// <exception cref="ArgumentException">Some are out of range; the message names them all.</exception>
    internal NolaTextClassificationOptions Snapshot()
    {
        var faults = new OptionFaults();
        CollectFaults(faults);
        faults.ThrowIfAny(NolaTextClassificationTrainer.StageName, "options");
        var copy = (NolaTextClassificationOptions)MemberwiseClone();
        copy.Adapter = Adapter.Clone();
        copy.Training = Training.Clone();
        return copy;
    }

    /// <summary>The length that was set; null where none was.</summary>
    internal int? RequestedMaxLength { get; private set; }

    private void CollectFaults(OptionFaults faults)
    {
        faults.Require(!string.IsNullOrEmpty(LabelColumnName), "LabelColumnName is empty");
        faults.Require(!string.IsNullOrEmpty(ScoreColumnName), "ScoreColumnName is empty");
        faults.Require(!string.IsNullOrEmpty(OutputColumnName), "OutputColumnName is empty");
        faults.Require(!string.IsNullOrEmpty(Sentence1ColumnName), "Sentence1ColumnName is empty");
        faults.Require(Sentence2ColumnName != "", "Sentence2ColumnName is empty; null means that there is no second text");
        faults.Require(
            string.IsNullOrEmpty(ScoreColumnName) || ScoreColumnName != OutputColumnName,
            $"ScoreColumnName and OutputColumnName are both '{ScoreColumnName}'");
        faults.Require(Backbone is not null, "Backbone is null");
        faults.Require(Adapter is not null, "Adapter is null");
        faults.Require(Training is not null, "Training is null");
        faults.Require(Pooling is null || Enum.IsDefined(Pooling.Value), $"Pooling is {Pooling}; it must be a member of PoolingMode");
        faults.Require(MaxLength is >= MinLength and <= MaxLengthLimit, $"MaxLength is {MaxLength}; it must be {MinLength} to {MaxLengthLimit}");
        faults.Require(Enum.IsDefined(OnCancellation), $"OnCancellation is {OnCancellation}; it must be a member of CancellationBehavior");
        Adapter?.CollectFaults(faults);
        Training?.CollectFaults(faults);
    }
}
