using Microsoft.ML.Nola.Backbones.Bert;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.DebertaV2;

/// <summary>DeBERTa v2 and v3 (arXiv 2006.03654, 2111.09543): BERT's layers with distances in place of positions.</summary>
internal sealed class DebertaV2Network : BackboneNetwork
{
    private static readonly PostNormNames Layer = BertEncoder.Layer with
    {
        Query = "attention.self.query_proj",
        Key = "attention.self.key_proj",
        Value = "attention.self.value_proj",
    };

    private readonly DebertaV2Config _config;
    private readonly WordEmbedding _embedding;
    private readonly torch.Tensor _distances;
    private readonly LayerNorm? _distanceNorm;
    private readonly (DisentangledAttention Attention, PostNormTail Tail)[] _layers;
    private readonly ConvolutionBranch? _convolution;

    private DebertaV2Network(DebertaV2Config config, ModuleReader reader)
        : base(reader)
    {
        _config = config;
        EncoderConfig sizes = config.Sizes;
        _embedding = new WordEmbedding(
            reader.Embedding("embeddings.word_embeddings", TextLimits.VocabularySize, HiddenSize), ReadNorm(reader, "embeddings.LayerNorm"));
        _distances = reader.Embedding("encoder.rel_embeddings", 2 * config.Buckets.Span, HiddenSize);
        _distanceNorm = config.NormsDistances ? ReadNorm(reader, "encoder.LayerNorm") : null;
        _layers = new (DisentangledAttention, PostNormTail)[sizes.Layers];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            string path = $"encoder.layer.{layer}.";
            _layers[layer].Attention = new DisentangledAttention(
                new AttentionHeads(sizes.Heads, sizes.HeadSize), HiddenSize, reader, path, Layer, config.DistanceKey, config.DistanceQuery);
            _layers[layer].Tail = new PostNormTail(sizes, reader, path, Layer);
        }

        _convolution = config.Convolution is not { } convolution ? null : new ConvolutionBranch(
            convolution,
            reader.Tensor("encoder.conv.conv.weight", HiddenSize, HiddenSize / convolution.Groups, convolution.KernelSize),
            reader.Tensor("encoder.conv.conv.bias", HiddenSize),
            ReadNorm(reader, "encoder.conv.LayerNorm"));
        Pooler = Pooler.Find(reader, HiddenSize, new PoolerPath("pooler.dense", config.PoolerActivation));
    }

    public static NameMap Names { get; } = new("deberta", NameMap.OlderNorms);

    public override int HiddenSize => _config.Sizes.HiddenSize;

    public override Pooler? Pooler { get; }

    public override TextLimits TextLimits => _config.Sizes.Limits;

    public static BackboneNetwork Create(JsonSettings settings, ModuleReader reader) => new DebertaV2Network(DebertaV2Config.Read(settings), reader);

    protected override LayeredPass Begin(ModelInput input, ForwardState? state) => new Pass(this, TokenInput.Check(input, state, TextLimits));

    private LayerNorm ReadNorm(ModuleReader reader, string path) => reader.LayerNorm(path, HiddenSize, _config.Sizes.LayerNormEpsilon);

    private sealed class Pass : LayeredPass
    {
        private readonly DebertaV2Network _network;
        private readonly TokenBatch _batch;
        private readonly torch.Tensor? _mask;
        private readonly RelativePositions _positions;
        private torch.Tensor? _embedding;

        public Pass(DebertaV2Network network, TokenBatch batch)
        {
            _network = network;
            _batch = batch;
            _mask = PaddingMask.Create(batch, network._distances.device);
            _positions = new RelativePositions(network._distances, network._distanceNorm, network._config.Buckets, batch.Length);
        }

        public override int Layers => _network._layers.Length;

        /// <summary>The embedding, which the convolution beside the lowest layer reads too.</summary>
        private torch.Tensor Embedding => _embedding ??= _network._embedding.Forward(_batch);

        public override torch.Tensor Embed() => Embedding.alias();

        public override torch.Tensor Run(int layer, torch.Tensor hidden, AdapterBinding binding)
        {
            (DisentangledAttention attention, PostNormTail tail) = _network._layers[layer];
            using torch.Tensor attended = attention.Forward(hidden, _positions, _mask, _batch.Rows, binding);
            torch.Tensor output = tail.Forward(hidden, attended, binding);
            if (layer > 0 || _network._convolution is null)
            {
                return output;
            }

            using (output)
            {
                return _network._convolution.Forward(Embedding, output, _mask, _batch.Rows);
            }
        }

        public override torch.Tensor Finish(torch.Tensor hidden) => hidden.view(_batch.Rows, _batch.Length, _network.HiddenSize);

        public override void Dispose()
        {
            _mask?.Dispose();
            _positions.Dispose();
            _embedding?.Dispose();
        }
    }
}
