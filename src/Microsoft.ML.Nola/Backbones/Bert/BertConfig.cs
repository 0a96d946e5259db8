using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Bert;

/// <summary>The fields of a BERT config.json that its network depends on.</summary>
internal sealed record BertConfig
{
    // Far above every published checkpoint and far below what an index or a size in bytes could overflow at.
    private const int MaxWidth = 1 << 16;
    private const int MaxRows = 1 << 23;

    public required int HiddenSize { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required int IntermediateSize { get; init; }

    public required int VocabularySize { get; init; }

    public required int MaxPositions { get; init; }

    public required int TokenTypes { get; init; }

    public required double LayerNormEpsilon { get; init; }

    public required Activation Activation { get; init; }

    /// <summary>Reads and checks the fields. There is no silent default for a size.</summary>
    public static BertConfig Read(JsonSettings settings)
    {
        var config = new BertConfig
        {
            HiddenSize = settings.GetInt32("hidden_size", 1, MaxWidth),
            Layers = settings.GetInt32("num_hidden_layers", 1, 1024),
            Heads = settings.GetInt32("num_attention_heads", 1, 4096),
            IntermediateSize = settings.GetInt32("intermediate_size", 1, MaxRows),
            VocabularySize = settings.GetInt32("vocab_size", 1, MaxRows),
            MaxPositions = settings.GetInt32("max_position_embeddings", 1, MaxRows),
            TokenTypes = settings.GetInt32("type_vocab_size", 1, MaxWidth, defaultValue: 2),
            LayerNormEpsilon = settings.GetDouble("layer_norm_eps", 0, 1, defaultValue: 1e-12),
            Activation = ReadActivation(settings),
        };
        if (config.HiddenSize % config.Heads != 0)
        {
            throw new CorruptModelException(
                settings.Origin, $"hidden_size {config.HiddenSize} is not divisible by num_attention_heads {config.Heads}");
        }

        RequireAbsolutePositions(settings);
        return config;
    }

    private static Activation ReadActivation(JsonSettings settings)
    {
        string name = settings.GetString("hidden_act", null) ?? "gelu";
        return name switch
        {
            "gelu" => Activation.Gelu,
            "gelu_new" or "gelu_pytorch_tanh" => Activation.GeluTanh,
            "relu" => Activation.Relu,
            _ => throw new NolaCompatibilityException(
                $"'{settings.Origin}' has hidden_act '{name}'; for bert this version knows gelu, gelu_new, gelu_pytorch_tanh, relu."),
        };
    }

    private static void RequireAbsolutePositions(JsonSettings settings)
    {
        string positions = settings.GetString("position_embedding_type", null) ?? "absolute";
        if (!string.Equals(positions, "absolute", StringComparison.Ordinal))
        {
            throw new NolaCompatibilityException(
                $"'{settings.Origin}' has position_embedding_type '{positions}'; for bert this version knows absolute.");
        }

        if (settings.GetBoolean("is_decoder", defaultValue: false))
        {
            throw new NolaCompatibilityException($"'{settings.Origin}' describes a BERT decoder (is_decoder); this version knows the encoder.");
        }
    }
}
