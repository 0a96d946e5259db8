using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Gpt2;

/// <summary>GPT-2 (Radford et al., 2019): learned positions, weights stored as [in, out], query, key and value in one map.</summary>
internal sealed class Gpt2Decoder
{
    private readonly Gpt2Config _config;
    private readonly ModuleReader _reader;

    private Gpt2Decoder(Gpt2Config config, ModuleReader reader)
    {
        _config = config;
        _reader = reader;
    }

    public static NameMap Names { get; } = new("transformer");

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => new Gpt2Decoder(Gpt2Config.Read(settings), reader).Read();

    private DecoderNetwork Read()
    {
        (int hidden, TextLimits limits) = (_config.HiddenSize, _config.Limits);
        FrozenLinear words = _reader.Table("wte", limits.VocabularySize, hidden);
        FrozenLinear scores = _config.TiesWords ? words : _reader.Table("lm_head", limits.VocabularySize, hidden);
        return new DecoderNetwork(_reader, hidden, limits)
        {
            Embedding = new DecoderEmbedding(words, _reader.Device) { Positions = _reader.Embedding("wpe", limits.MaxLength, hidden) },
            Layers = [.. Enumerable.Range(0, _config.Layers).Select(ReadLayer)],
            FinalNorm = ReadNorm("ln_f"),
            Head = new LanguageModelHead(scores),
        };
    }

    private PreNormLayer ReadLayer(int layer)
    {
        string path = $"h.{layer}.";
        (int hidden, int inner) = (_config.HiddenSize, _config.IntermediateSize);
        JointLinear projections = _reader.JointLinear(
            path + "attn.c_attn",
            hidden,
            [("q", hidden, SiteRole.Query), ("k", hidden, SiteRole.Key), ("v", hidden, SiteRole.Value)],
            layout: WeightLayout.InOut);
        FrozenLinear output = ReadLinear(path + "attn.c_proj", hidden, hidden, SiteRole.AttentionOutput);
        return new PreNormLayer(
            ReadNorm(path + "ln_1"),
            new GroupedAttention(_config.Heads, _config.Heads, projections, output) { Layer = layer },
            ReadNorm(path + "ln_2"),
            new FeedForward(
                ReadLinear(path + "mlp.c_fc", hidden, inner, SiteRole.MlpIn),
                _config.Activation,
                ReadLinear(path + "mlp.c_proj", inner, hidden, SiteRole.MlpOut)));
    }

    private FrozenLinear ReadLinear(string path, int inFeatures, int outFeatures, SiteRole role)
        => _reader.Linear(path, inFeatures, outFeatures, role, layout: WeightLayout.InOut);

    private LayerNorm ReadNorm(string path) => _reader.LayerNorm(path, _config.HiddenSize, _config.NormEpsilon);
}
