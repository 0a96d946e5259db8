using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola;

/// <summary>What the options of all trainers share.</summary>
public abstract class NolaStageOptions
{
    internal const int MinLength = ModelFitSettings.LeastMaxLength;
    internal const int MaxLengthLimit = 1 << 16;

    private protected NolaStageOptions()
    {
    }

    /// <summary>Gets or sets the pretrained transformer.</summary>
    /// <value>The default is <see cref="BackboneReference.Default"/>.</value>
    public BackboneReference Backbone { get; set; } = BackboneReference.Default;

    /// <summary>
    /// Gets or sets how the weights of the backbone are held in memory, while fitting and scoring. The adapter is in single precision, and gradients go through
    /// the backbone layer by layer (<see cref="NolaTrainingOptions.GradientCheckpointing"/>). The zip keeps it, since the adapter was fitted to these weights.
    /// </summary>
    /// <value>The default is <see cref="BaseQuantization.None"/>. Full fine-tuning allows no other.</value>
    public BaseQuantization BaseQuantization { get; set; }

    /// <summary>Gets or sets what is adapted and with how many numbers.</summary>
    public AdapterConfig Adapter { get; set; } = new();

    /// <summary>Gets or sets how the coefficients and the head are fitted.</summary>
    public NolaTrainingOptions Training { get; set; } = new();

    /// <summary>Gets or sets how the hidden states of a text become one feature vector.</summary>
    /// <value>The default is <see langword="null"/>: what the backbone's folder says.</value>
    public PoolingMode? Pooling { get; set; }

    /// <summary>
    /// Gets or sets the column that says how much a training row counts: a float, finite and not below 0. A row of weight 2 counts as if it stood there twice.
    /// </summary>
    /// <value>The default is <see langword="null"/>: all rows count the same.</value>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>Gets or sets the tokens of a row, special ones included, beyond which its text is cut; 8 to 65,536.</summary>
    /// <value>
    /// The default is <see langword="null"/>: 128 (384 for question answering, 512 for text generation), or what the backbone or its sentence_bert_config.json takes at most
    /// if that is less.
    /// </value>
    public int? MaxLength { get; set; }

    /// <summary>
    /// Gets or sets where the fit starts: at an earlier fit, so that few new rows, or a few new classes, need not teach everything again. What
    /// <see cref="Adapter"/>, <see cref="Pooling"/> and <see cref="MaxLength"/> leave unset is as the earlier fit had it.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the backbone as it is, and a head of zeros.</value>
    public WarmStart? WarmStart { get; set; }

    /// <summary>Gets or sets rows to measure each epoch with. They need the columns of the training rows, made by the same transforms.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IDataView? ValidationSet { get; set; }

    /// <summary>Gets or sets what receives the progress of the fit.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public IProgress<NolaProgress>? Progress { get; set; }

    /// <summary>Gets or sets a token that stops the fit.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Gets or sets what a fit does when it is stopped.</summary>
    /// <value>The default is <see cref="CancellationBehavior.Throw"/>.</value>
    public CancellationBehavior OnCancellation { get; set; } = CancellationBehavior.Throw;

    /// <summary>
    /// Gets or sets whether a saved model holds the backbone too, so that it can be loaded from the zip alone. The zip then has the size of the backbone
    /// (45 MB for the default one) instead of kilobytes, and unpacks it into the MLContext's temporary folder while it is loaded.
    /// </summary>
    /// <value>The default is <see langword="false"/>: the zip names the backbone by its hash.</value>
    public bool EmbedBackbone { get; set; }

    /// <summary>
    /// Gets or sets how many rows the fitted stage reads ahead and scores together, 1 to 65,536. The zip keeps it. A stage over images may read as many again
    /// and decode them while the network computes; with 1 it never reads a row before the one before it is scored.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the batch size of the fit.</value>
    public int? ScoringBatchSize { get; set; }

    /// <summary>Gets or sets whether the fitted stage scores with the adapter beside the backbone's weights or merged into copies of them. The zip keeps it.</summary>
    /// <value>The default is <see cref="ScoringMode.Unmerged"/>.</value>
    public ScoringMode Scoring { get; set; }

    internal int ResolvedScoringBatchSize => ScoringBatchSize ?? Training.BatchSize;

    /// <summary>Checks the options and copies them, so that what the caller does with them later changes nothing.</summary>
    /// <exception cref="ArgumentException">Some are out of range; the message names them all.</exception>
    internal T Snapshot<T>(string stageName)
        where T : NolaStageOptions
    {
        var faults = new OptionFaults();
        CollectFaults(faults);
        faults.ThrowIfAny(stageName, "options");
        var copy = (T)MemberwiseClone();
        copy.Adapter = Adapter.Clone();
        copy.Training = Training.Clone();
        copy.CopyParts();
        return copy;
    }

    /// <summary>The faults of options that stages without a fit have as well.</summary>
    internal static void CollectScoringFaults(
        OptionFaults faults, BackboneReference? backbone, BaseQuantization quantization, PoolingMode? pooling, int? maxLength, int? scoringBatchSize)
    {
        faults.Require(backbone is not null, "Backbone is null");
        faults.Require(Enum.IsDefined(quantization), $"BaseQuantization is {quantization}; it must be a member of BaseQuantization");
        faults.Require(pooling is null || Enum.IsDefined(pooling.Value), $"Pooling is {pooling}; it must be a member of PoolingMode");
        faults.Require(maxLength is null or (>= MinLength and <= MaxLengthLimit), $"MaxLength is {maxLength}; it must be {MinLength} to {MaxLengthLimit}");
        faults.Require(
            scoringBatchSize is null or (>= 1 and <= StageRecord.MaxScoringBatch),
            $"ScoringBatchSize is {scoringBatchSize}; it must be 1 to {StageRecord.MaxScoringBatch}");
    }

    private protected virtual void CollectFaults(OptionFaults faults)
    {
        CollectScoringFaults(faults, Backbone, BaseQuantization, Pooling, MaxLength, ScoringBatchSize);
        faults.Require(Enum.IsDefined(Scoring), $"Scoring is {Scoring}; it must be a member of ScoringMode");
        faults.Require(
            Scoring != ScoringMode.Merged || BaseQuantization == BaseQuantization.None,
            $"Scoring is Merged and BaseQuantization is {BaseQuantization}; merged weights are not quantised, so one of the two must be left at its default");
        faults.Require(Adapter is not null, "Adapter is null");
        faults.Require(Training is not null, "Training is null");
        faults.Require(Enum.IsDefined(OnCancellation), $"OnCancellation is {OnCancellation}; it must be a member of CancellationBehavior");
        faults.Require(ExampleWeightColumnName != "", "ExampleWeightColumnName is empty; null means that all rows count the same");
        Adapter?.CollectFaults(faults);
        Training?.CollectFaults(faults);
    }

    /// <summary>Copies what only some options hold, in the copy that a trainer keeps.</summary>
    private protected virtual void CopyParts()
    {
    }

    /// <summary>Refuses columns without a name, and added columns of one name.</summary>
    /// <param name="faults">Where faults go.</param>
    /// <param name="read">The columns that must have a name, with their option's name.</param>
    /// <param name="added">The columns that are added, with their option's name.</param>
    private protected static void RequireNames(
        OptionFaults faults, ReadOnlySpan<(string Option, string? Name)> read, ReadOnlySpan<(string Option, string? Name)> added)
    {
        foreach ((string option, string? name) in (ReadOnlySpan<(string, string?)>)[.. read, .. added])
        {
            faults.Require(!string.IsNullOrEmpty(name), $"{option} is empty");
        }

        for (int i = 0; i < added.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                faults.Require(
                    string.IsNullOrEmpty(added[i].Name) || added[i].Name != added[j].Name,
                    $"{added[j].Option} and {added[i].Option} are both '{added[i].Name}'");
            }
        }
    }

    private protected static void RequireSecondSentence(OptionFaults faults, string? name) =>
        faults.Require(name != "", "Sentence2ColumnName is empty; null means that there is no second text");
}
