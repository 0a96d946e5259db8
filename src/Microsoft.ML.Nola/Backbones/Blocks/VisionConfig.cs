using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What an encoder of images is built from: the fields of config.json that it depends on.</summary>
internal sealed record VisionConfig
{
    /// <summary>Far above every published checkpoint: 16 times the side of the largest.</summary>
    private const int MaxSide = 1 << 14;

    private const int MaxChannels = 1 << 8;

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required AttentionHeads Heads { get; init; }

    public required int IntermediateSize { get; init; }

    public required ImageLimits Limits { get; init; }

    public required double NormEpsilon { get; init; }

    public required Activation Activation { get; init; }

    /// <summary>Whether the maps to query, key and value have biases.</summary>
    public required bool QueryBias { get; init; }

    /// <summary>The rows of the table of positions.</summary>
    public int Positions => Limits.ClassTokens + (Limits.Side * Limits.Side);

    /// <summary>Reads the sizes, which vision models all name alike.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="defaults">What the architecture is by default.</param>
    /// <param name="readInner">Reads the width of feed-forward blocks for that of the hidden states; null if it is a field.</param>
    public static VisionConfig Read(JsonSettings settings, VisionDefaults defaults, Func<int, int>? readInner = null)
    {
        int hidden = Size("hidden_size", EncoderConfig.MaxWidth, defaults.Sizes?.Hidden);
        int heads = Size("num_attention_heads", EncoderConfig.MaxHeads, defaults.Sizes?.Heads);
        int image = Size("image_size", MaxSide, defaults.Sizes?.Image);
        int patch = Size("patch_size", MaxSide, defaults.Sizes?.Patch);
        return new VisionConfig
        {
            HiddenSize = hidden,
            Layers = Size("num_hidden_layers", EncoderConfig.MaxLayers, defaults.Sizes?.Layers),
            Heads = hidden % heads == 0
                ? new AttentionHeads(heads, hidden / heads)
                : throw settings.Fault("num_attention_heads", $"is {heads}, which does not divide the width of the hidden states, {hidden}"),
            IntermediateSize = readInner?.Invoke(hidden) ?? Size("intermediate_size", EncoderConfig.MaxRows, defaults.Sizes?.Intermediate),
            Limits = patch <= image
                ? new ImageLimits(Size("num_channels", MaxChannels, defaults.Sizes?.Channels), image, patch, defaults.ClassTokens)
                : throw settings.Fault("patch_size", $"is {patch}, above image_size, {image}"),
            NormEpsilon = settings.GetDouble("layer_norm_eps", 0, 1, defaults.Epsilon),
            Activation = settings.GetActivation("hidden_act", defaults.Activation),
            QueryBias = settings.GetBoolean("qkv_bias", defaultValue: true),
        };

        int Size(string name, int most, int? otherwise) =>
            otherwise is { } size ? settings.GetInt32(name, 1, most, size) : settings.GetInt32(name, 1, most);
    }
}
