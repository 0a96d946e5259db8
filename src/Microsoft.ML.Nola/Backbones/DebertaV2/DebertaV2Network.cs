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

    public override torch.Tensor Forward(ModelInput input, AdapterBinding binding, ForwardState? state)
    {
        TokenBatch batch = TokenInput.Check(input, state, TextLimits);
        using torch.Tensor? mask = PaddingMask.Create(batch, _distances.device);
        using var positions = new RelativePositions(_distances, _distanceNorm, _config.Buckets, batch.Length);
        using torch.Tensor embedding = _embedding.Forward(batch);
        torch.Tensor hidden = embedding.alias();
        foreach ((DisentangledAttention attention, PostNormTail tail) in _layers)
        {
            using torch.Tensor last = hidden;
            using torch.Tensor attended = attention.Forward(last, positions, mask, batch.Rows, binding);
            hidden = tail.Forward(last, attended, binding);
            if (tail == _layers[0].Tail && _convolution is not null)
            {
                using torch.Tensor first = hidden;
                hidden = _convolution.Forward(embedding, first, mask, batch.Rows);
            }
        }

        using (hidden)
        {
            return hidden.view(batch.Rows, batch.Length, HiddenSize);
        }
    }

    private LayerNorm ReadNorm(ModuleReader reader, string path) => reader.LayerNorm(path, HiddenSize, _config.Sizes.LayerNormEpsilon);
}
