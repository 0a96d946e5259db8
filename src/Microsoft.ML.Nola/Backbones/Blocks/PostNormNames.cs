namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The canonical paths of the modules of a <see cref="PostNormLayer"/>, relative to the layer.</summary>
internal sealed record PostNormNames
{
    public required string Query { get; init; }

    public required string Key { get; init; }

    public required string Value { get; init; }

    public required string AttentionOutput { get; init; }

    public required string AttentionNorm { get; init; }

    public required string MlpIn { get; init; }

    public required string MlpOut { get; init; }

    public required string OutputNorm { get; init; }
}
