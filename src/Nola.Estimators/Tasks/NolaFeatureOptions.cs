using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola;

/// <summary>What the options of all stages share that make a vector of each row, and fit nothing.</summary>
public abstract class NolaFeatureOptions
{
    internal const int DefaultScoringBatchSize = 16;

    private protected NolaFeatureOptions()
    {
    }

    /// <summary>Gets or sets the column of features that is added.</summary>
    /// <value>The default is "Features".</value>
    public string OutputColumnName { get; set; } = DefaultColumns.Features;

    /// <summary>Gets or sets the column that is read.</summary>
    /// <value>The default is <see langword="null"/>: the column that <see cref="OutputColumnName"/> names, which the features then hide.</value>
    public string? InputColumnName { get; set; }

    /// <summary>Gets or sets the pretrained transformer.</summary>
    /// <value>The default is <see cref="BackboneReference.Default"/>, which takes texts.</value>
    public BackboneReference Backbone { get; set; } = BackboneReference.Default;

    /// <summary>Gets or sets how the weights of the backbone are held in memory. The zip keeps it.</summary>
    /// <value>The default is <see cref="BaseQuantization.None"/>.</value>
    public BaseQuantization BaseQuantization { get; set; }

    /// <summary>
    /// Gets or sets the folder of an adapter that was fitted over the backbone: one that <see cref="NolaTransformer.SaveAdapter"/> or PEFT wrote. Its head is
    /// of no use here and left out.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the backbone as it is.</value>
    public string? AdapterFolder { get; set; }

    /// <summary>Gets or sets how the hidden states of a row become one vector.</summary>
    /// <value>The default is <see langword="null"/>: what the adapter's folder says, else the backbone's.</value>
    public PoolingMode? Pooling { get; set; }

    /// <summary>Gets or sets whether each vector is scaled to length 1, so that the product of two is the cosine of their angle.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Normalize { get; set; }

    /// <summary>
    /// Gets or sets how many rows are read ahead and go through the transformer together, 1 to 65,536. The zip keeps it. A stage over images may read as many
    /// again and decode them while the network computes; with 1 it never reads a row before the one before it is scored.
    /// </summary>
    /// <value>The default is 16.</value>
    public int ScoringBatchSize { get; set; } = DefaultScoringBatchSize;

    /// <summary>Gets or sets whether a saved model holds the backbone too, so that it can be loaded from the zip alone.</summary>
    /// <value>The default is <see langword="false"/>: the zip names the backbone by its hash.</value>
    public bool EmbedBackbone { get; set; }

    /// <summary>The column that is read by its name.</summary>
    internal string ResolvedInputColumnName => InputColumnName ?? OutputColumnName;

    /// <summary>The tokens at which texts are cut, if the rows are texts.</summary>
    private protected virtual int? TextLength => null;

    /// <summary>Checks the options and copies them, so that what the caller does with them later changes nothing.</summary>
    /// <exception cref="ArgumentException">Some are out of range; the message names them all.</exception>
    internal T Snapshot<T>(string stageName)
        where T : NolaFeatureOptions
    {
        var faults = new OptionFaults();
        CollectFaults(faults);
        faults.ThrowIfAny(stageName, "options");
        var copy = (T)MemberwiseClone();
        copy.AdapterFolder = AdapterFolder is null ? null : Path.GetFullPath(AdapterFolder);
        return copy;
    }

    private protected virtual void CollectFaults(OptionFaults faults)
    {
        faults.Require(!string.IsNullOrEmpty(OutputColumnName), "OutputColumnName is empty");
        faults.Require(InputColumnName != "", "InputColumnName is empty; null means the column that OutputColumnName names");
        faults.Require(AdapterFolder is null || !string.IsNullOrWhiteSpace(AdapterFolder), "AdapterFolder is empty; null means that there is no adapter");
        NolaStageOptions.CollectScoringFaults(faults, Backbone, BaseQuantization, Pooling, TextLength, ScoringBatchSize);
    }
}
