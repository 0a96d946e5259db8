using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What a text encoder is built from: the fields of config.json that it depends on, whatever an architecture calls them.</summary>
internal sealed record EncoderConfig
{
    // Far above every published checkpoint and far below where an index or a size in bytes could overflow.
    public const int MaxLayers = 1 << 10;
    public const int MaxWidth = 1 << 16;
    public const int MaxRows = 1 << 23;
    public const int MaxHeads = 1 << 12;

    private readonly int? _embeddingSize;

    public required int HiddenSize { get; init; }

    /// <summary>The width of the embeddings; where it is not that of the hidden states, a linear map leads from one to the other.</summary>
    public int EmbeddingSize
    {
        get => _embeddingSize ?? HiddenSize;
        init => _embeddingSize = value;
    }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int IntermediateSize { get; init; }

    public required TextLimits Limits { get; init; }

    public required double LayerNormEpsilon { get; init; }

    public required Activation Activation { get; init; }

    /// <summary>
    /// The id of padding, if positions count the ids that are not padding and begin after it, as RoBERTa has them; null if a token's place is its position.
    /// </summary>
    public int? PaddingId { get; private init; }

    /// <summary>The rows of the table of relative positions, which the architecture has beside that of absolute ones; 0 if it has none.</summary>
    public int RelativePositions { get; init; }

    public int HeadSize => HiddenSize / Heads;

    /// <summary>The rows of the table of positions.</summary>
    public int Positions => Limits.MaxLength + FirstPosition;

    /// <summary>The row of the first token's position.</summary>
    public int FirstPosition => PaddingId + 1 ?? 0;

    /// <summary>The same with positions that count the ids which are not padding. The rows up to that of the padding's id stand for no token.</summary>
    public EncoderConfig WithPositionsById(JsonSettings settings)
    {
        int padding = settings.GetInt32("pad_token_id", 0, MaxRows, defaultValue: 1);
        int length = Limits.MaxLength - padding - 1;
        return length > 0
            ? this with { PaddingId = padding, Limits = Limits with { MaxLength = length } }
            : throw settings.Fault(
                "max_position_embeddings", $"is {Limits.MaxLength}, which leaves no position: they begin after pad_token_id, {padding}");
    }

    /// <summary>Reads the sizes under the names that BERT gave them. There is no silent default for a size.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="tokenTypes">The number of token types, 0 if there are none.</param>
    /// <param name="epsilon">What norms add to the variance.</param>
    /// <param name="activation">The non-linearity of feed-forward blocks.</param>
    public static EncoderConfig Read(JsonSettings settings, int tokenTypes, double epsilon, Activation activation)
    {
        int width = settings.GetInt32("hidden_size", 1, MaxWidth);
        return new EncoderConfig
        {
            HiddenSize = width,
            Layers = settings.GetInt32("num_hidden_layers", 1, MaxLayers),
            Heads = ReadHeads(settings, "num_attention_heads", width),
            IntermediateSize = settings.GetInt32("intermediate_size", 1, MaxRows),
            Limits = new TextLimits(
                settings.GetInt32("max_position_embeddings", 1, MaxRows), settings.GetInt32("vocab_size", 1, MaxRows), tokenTypes),
            LayerNormEpsilon = epsilon,
            Activation = activation,
        };
    }

    /// <summary>Reads a number of heads, which must divide the width.</summary>
    public static int ReadHeads(JsonSettings settings, string key, int width)
    {
        int heads = settings.GetInt32(key, 1, MaxHeads);
        return width % heads == 0 ? heads : throw settings.Fault(key, $"is {heads}, which does not divide the width of the hidden states, {width}");
    }
}
