namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The canonical paths of the modules of a layer that sees images, relative to the layer.</summary>
internal sealed record VisionLayerNames
{
    public required string AttentionNorm { get; init; }

    /// <summary>The path of attention, with a dot at its end.</summary>
    public required string Attention { get; init; }

    /// <summary>The map from the heads to the hidden states, in attention.</summary>
    public required string AttentionOutput { get; init; }

    public required string MlpNorm { get; init; }

    /// <summary>The tensor of the factors of attention, or null if it is not scaled.</summary>
    public string? AttentionScale { get; init; }

    /// <summary>The tensor of the factors of the feed-forward block, or null if it is not scaled.</summary>
    public string? MlpScale { get; init; }

    /// <summary>The maps of a feed-forward block with gates, of which the first gives both halves, the activated one first; null if it has no gates.</summary>
    public (string In, string Out)? Gated { get; init; }
}
