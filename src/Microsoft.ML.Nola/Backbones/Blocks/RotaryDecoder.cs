namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Reads a decoder of LLaMA's kin (arXiv 2302.13971), whose modules all of them name alike.</summary>
/// <param name="config">The sizes, and in what the decoder differs.</param>
/// <param name="reader">What reads its modules.</param>
internal sealed class RotaryDecoder(RotaryDecoderConfig config, ModuleReader reader)
{
    /// <summary>The names of the tensors.</summary>
    public static NameMap Names { get; } = new("model");

    /// <summary>Reads the network.</summary>
    public static BackboneNetwork Create(RotaryDecoderConfig config, ModuleReader reader) => new RotaryDecoder(config, reader).Read();

    private DecoderNetwork Read()
    {
        FrozenLinear words = reader.Table("embed_tokens", config.Limits.VocabularySize, config.HiddenSize);
        PreNormLayer[] layers = [.. Enumerable.Range(0, config.Layers).Select(ReadLayer)];
        RmsNorm norm = ReadNorm("norm", config.HiddenSize);
        return new DecoderNetwork(reader, config.HiddenSize, config.Limits)
        {
            Embedding = new DecoderEmbedding(words, reader.Device) { Scale = config.WordScale },
            Layers = layers,
            FinalNorm = norm,
            Head = ReadHead(words),
            Rotary = config.Rotary,
            Window = config.Window,
            NeedsMask = config.AttentionSoftCap is not null,
        };
    }

    private PreNormLayer ReadLayer(int layer)
    {
        string path = $"layers.{layer}.";
        return new PreNormLayer(
            ReadNorm(path + "input_layernorm", config.HiddenSize),
            ReadAttention(layer, path + "self_attn."),
            ReadNorm(path + (config.HasPostNorms ? "pre_feedforward_layernorm" : "post_attention_layernorm"), config.HiddenSize),
            ReadFeedForward(path + "mlp."))
        {
            AttentionPostNorm = config.HasPostNorms ? ReadNorm(path + "post_attention_layernorm", config.HiddenSize) : null,
            FeedForwardPostNorm = config.HasPostNorms ? ReadNorm(path + "post_feedforward_layernorm", config.HiddenSize) : null,
        };
    }

    private GroupedAttention ReadAttention(int layer, string path)
    {
        (int hidden, int width, int keyWidth) = (config.HiddenSize, config.Heads.Width, config.KeyHeads.Width);
        JointLinear projections = config.IsFused
            ? reader.JointLinear(
                path + "qkv_proj",
                hidden,
                [("q", width, SiteRole.Query), ("k", keyWidth, SiteRole.Key), ("v", keyWidth, SiteRole.Value)],
                config.QueryBias)
            : new JointLinear(
                reader.Linear(path + "q_proj", hidden, width, SiteRole.Query, config.QueryBias),
                reader.Linear(path + "k_proj", hidden, keyWidth, SiteRole.Key, config.QueryBias),
                reader.Linear(path + "v_proj", hidden, keyWidth, SiteRole.Value, config.QueryBias));
        FrozenLinear output = reader.Linear(path + "o_proj", width, hidden, SiteRole.AttentionOutput, config.OutputBias);
        return new GroupedAttention(config.Heads, config.KeyHeads, projections, output)
        {
            Layer = layer,
            QueryNorm = config.HasHeadNorms ? ReadNorm(path + "q_norm", config.Heads.Size) : null,
            KeyNorm = config.HasHeadNorms ? ReadNorm(path + "k_norm", config.Heads.Size) : null,
            Scale = 1 / Math.Sqrt(config.ScoreDivisor ?? config.Heads.Size),
            SoftCap = config.AttentionSoftCap,
        };
    }

    private GatedFeedForward ReadFeedForward(string path)
    {
        (int hidden, int inner) = (config.HiddenSize, config.IntermediateSize);
        JointLinear wide = config.IsFused
            ? reader.JointLinear(path + "gate_up_proj", hidden, [("gate", inner, SiteRole.MlpGate), ("up", inner, SiteRole.MlpIn)], config.MlpBias)
            : new JointLinear(
                reader.Linear(path + "gate_proj", hidden, inner, SiteRole.MlpGate, config.MlpBias),
                reader.Linear(path + "up_proj", hidden, inner, SiteRole.MlpIn, config.MlpBias));
        return new GatedFeedForward(wide, config.Activation, reader.Linear(path + "down_proj", inner, hidden, SiteRole.MlpOut, config.MlpBias));
    }

    private LanguageModelHead? ReadHead(FrozenLinear words) =>
        config.TiesWords ? new LanguageModelHead(words) { SoftCap = config.LogitSoftCap }
        : config.IsLanguageModel || reader.Has("lm_head.weight")
            ? new LanguageModelHead(reader.Table("lm_head", config.Limits.VocabularySize, config.HiddenSize))
            {
                SoftCap = config.LogitSoftCap,
            }
        : null;

    private RmsNorm ReadNorm(string path, int width) => reader.RmsNorm(path, width, config.NormEpsilon, config.NormsAroundOne);
}
