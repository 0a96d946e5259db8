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
            reader.LinearInSingles("head.dense", HiddenSize, HiddenSize, config.Head.HasBias),
            config.Head.Activation,
            ReadNorm(reader, "head.norm"),
            config.Head.TakesMean);
    }

    public static NameMap Names { get; } = new("model");

    public override int HiddenSize => _config.Sizes.HiddenSize;

    public override Pooler? Pooler { get; }

    public override TextLimits TextLimits => _config.Sizes.Limits;

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => new ModernBertNetwork(ModernBertConfig.Read(settings), reader);

    protected override LayeredPass Begin(ModelInput input, ForwardState? state) => new Pass(this, TokenInput.Check(input, state, TextLimits));

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

    private sealed class Pass : LayeredPass
    {
        private readonly ModernBertNetwork _network;
        private readonly TokenBatch _batch;
        private readonly AttentionContext _everywhere;
        private readonly AttentionContext _near;

        public Pass(ModernBertNetwork network, TokenBatch batch)
        {
            (_network, _batch) = (network, batch);
            (ModernBertConfig config, torch.Device device) = (network._config, network.Parameters[0].Tensor.device);
            torch.Tensor? all = PaddingMask.Create(batch, device);
            torch.Tensor? window = batch.Length > config.Reach + 1 ? WindowMask.Create(batch, config.Reach, config.Reach, device) : null;
            _everywhere = new AttentionContext(batch.Rows, config.GlobalPositions.Turns(batch.Length, device), all);
            _near = new AttentionContext(batch.Rows, config.LocalPositions.Turns(batch.Length, device), window ?? all);
        }

        public override int Layers => _network._layers.Length;

        public override torch.Tensor Embed() => _network._embedding.Forward(_batch);

        public override torch.Tensor Run(int layer, torch.Tensor hidden, AdapterBinding binding)
            => _network._layers[layer].Forward(hidden, _network._config.SeesAll[layer] ? _everywhere : _near, binding);

        public override torch.Tensor Finish(torch.Tensor hidden)
        {
            using torch.Tensor normed = _network._finalNorm.Apply(hidden);
            return normed.view(_batch.Rows, _batch.Length, _network.HiddenSize);
        }

        public override void Dispose()
        {
            foreach (AttentionContext context in (AttentionContext[])[_everywhere, _near])
            {
                context.Turns?.Dispose();
                context.Mask?.Dispose();
            }
        }
    }
}
