namespace Microsoft.ML.Nola;

/// <summary>The options of <see cref="NolaFeaturizeTextEstimator"/>.</summary>
public sealed class NolaFeaturizeTextOptions : NolaFeatureOptions
{
    /// <summary>Gets or sets the tokens of a text, special ones included, beyond which it is cut; 8 to 65,536.</summary>
    /// <value>The default is <see langword="null"/>: what the adapter's folder says, else 128, or the most that the backbone takes if that is less.</value>
    public int? MaxLength { get; set; }

    private protected override int? TextLength => MaxLength;
}
