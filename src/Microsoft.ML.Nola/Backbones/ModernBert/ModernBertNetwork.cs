using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.ModernBert;

/// <summary>ModernBERT (arXiv 2412.13663): pre-norm layers with rotary positions and gates; most of them see a window only.</summary>
internal sealed class ModernBertNetwork : BackboneNetwork
{
    private readonly ModernBertConfig _config;
    private readonly WordEmbedding _embedding;
    private readonly PreNormLayer[] _layers;
    private readonly LayerNorm _finalNorm;

    private ModernBertNetwork(ModernBertConfig config, ModuleReader reader)
        : base(reader)
    {
        _config = config;
        _embedding = new WordEmbedding(
            reader.Embedding("embeddings.tok_embeddings", TextLimits.VocabularySize, HiddenSize), ReadNorm(reader, "embeddings.norm"));
        _layers = [.. Enumerable.Range(0, config.Sizes.Layers).Select(layer => ReadLayer(reader, layer))];
        _finalNorm = ReadNorm(reader, "final_norm");
        Pooler = !reader.Has("head.dense.weight") ? null : new Pooler(
            reader.LinearWithoutSite("head.dense", HiddenSize, HiddenSize, config.Head.HasBias),
            config.Head.Activation,
            ReadNorm(reader, "head.norm"),
            config.Head.TakesMean);
    }

    public static NameMap Names { get; } = new("model");

    public override int HiddenSize => _config.Sizes.HiddenSize;

    public override Pooler? Pooler { get; }

    public override TextLimits TextLimits => _config.Sizes.Limits;

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => new ModernBertNetwork(ModernBertConfig.Read(settings), reader);

    public override torch.Tensor Forward(ModelInput input, AdapterBinding binding, ForwardState? state)
    {
        TokenBatch batch = TokenInput.Check(input, state, TextLimits);
        torch.Device device = Parameters[0].Tensor.device;
        using torch.Tensor? all = PaddingMask.Create(batch, device);
        using torch.Tensor? window = batch.Length > _config.Reach + 1 ? WindowMask.Create(batch, _config.Reach, _config.Reach, device) : null;
        using RotaryTurns global = _config.GlobalPositions.Turns(batch.Length, device);
        using RotaryTurns local = _config.LocalPositions.Turns(batch.Length, device);
        var everywhere = new AttentionContext(batch.Rows, global, all);
        var near = new AttentionContext(batch.Rows, local, window ?? all);
        torch.Tensor hidden = _embedding.Forward(batch);
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            torch.Tensor next = _layers[layer].Forward(hidden, _config.SeesAll[layer] ? everywhere : near, binding);
            hidden.Dispose();
            hidden = next;
        }

        using torch.Tensor last = hidden;
        using torch.Tensor normed = _finalNorm.Apply(last);
        return normed.view(batch.Rows, batch.Length, HiddenSize);
    }

    private PreNormLayer ReadLayer(ModuleReader reader, int layer)
    {
        string path = $"layers.{layer}.";
        var heads = new AttentionHeads(_config.Sizes.Heads, _config.Sizes.HeadSize);
        (int hidden, int inner) = (HiddenSize, _config.Sizes.IntermediateSize);
        return new PreNormLayer(
            layer == 0 ? null : ReadNorm(reader, path + "attn_norm"),
            new GroupedAttention(
                heads,
                heads,
                reader.JointLinear(
                    path + "attn.Wqkv",
                    hidden,
                    [("q", hidden, SiteRole.Query), ("k", hidden, SiteRole.Key), ("v", hidden, SiteRole.Value)],
                    _config.AttentionBias),
                reader.Linear(path + "attn.Wo", hidden, hidden, SiteRole.AttentionOutput, _config.AttentionBias)),
            ReadNorm(reader, path + "mlp_norm"),
            new GatedFeedForward(
                new JointLinear(reader.Linear(path + "mlp.Wi", hidden, 2 * inner, SiteRole.MlpGate, _config.MlpBias), [inner, inner]),
                _config.Sizes.Activation,
                reader.Linear(path + "mlp.Wo", inner, hidden, SiteRole.MlpOut, _config.MlpBias)));
    }

    private LayerNorm ReadNorm(ModuleReader reader, string path) => reader.LayerNorm(path, HiddenSize, _config.Sizes.LayerNormEpsilon, _config.NormBias);
}
