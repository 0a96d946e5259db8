using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What a text encoder is built from: the fields of config.json that it depends on, whatever an architecture calls them.</summary>
internal sealed record EncoderConfig
{
    // Far above every published checkpoint and far below where an index or a size in bytes could overflow.
    public const int MaxLayers = 1 << 10;
    public const int MaxWidth = 1 << 16;
    public const int MaxRows = 1 << 23;

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int IntermediateSize { get; init; }

    public required TextLimits Limits { get; init; }

    public required double LayerNormEpsilon { get; init; }

    public required Activation Activation { get; init; }

    public int HeadSize => HiddenSize / Heads;

    /// <summary>Reads a number of heads, which must divide the width.</summary>
    public static int ReadHeads(JsonSettings settings, string key, int width)
    {
        int heads = settings.GetInt32(key, 1, 1 << 12);
        return width % heads == 0 ? heads : throw settings.Fault(key, $"is {heads}, which does not divide the width of the hidden states, {width}");
    }
}
