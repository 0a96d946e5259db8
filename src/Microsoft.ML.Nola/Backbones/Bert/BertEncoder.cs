using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Bert;

/// <summary>The BERT encoder (arXiv 1810.04805) over the tensors of a Hugging Face checkpoint.</summary>
internal sealed class BertEncoder : BackboneArchitecture
{
    private readonly BertConfig _config;
    private readonly torch.Tensor _words;
    private readonly torch.Tensor _positions;
    private readonly torch.Tensor _tokenTypes;
    private readonly LayerNormWeights _embeddingNorm;
    private readonly BertLayer[] _layers;
    private readonly (torch.Tensor Weight, torch.Tensor Bias)? _pooler;

    public BertEncoder(BertConfig config, WeightReader reader)
    {
        _config = config;
        var weights = new BertWeights(config, reader);
        _words = weights.Embedding("word_embeddings", config.VocabularySize);
        _positions = weights.Embedding("position_embeddings", config.MaxPositions);
        _tokenTypes = weights.Embedding("token_type_embeddings", config.TokenTypes);
        _embeddingNorm = weights.LayerNorm("embeddings.LayerNorm");
        _layers = new BertLayer[config.Layers];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new BertLayer(config, weights, layer);
        }

        _pooler = weights.Pooler();
        Sites = weights.Sites;
    }

    public override IReadOnlyList<AdapterSite> Sites { get; }

    public override int HiddenSize => _config.HiddenSize;

    public override int MaxLength => _config.MaxPositions;

    public override int VocabularySize => _config.VocabularySize;

    public override bool HasPooler => _pooler is not null;

    public override torch.Tensor Forward(ModelInput input, AdapterBinding binding)
    {
        TokenBatch batch = Check(input);
        using torch.Tensor? mask = AttentionMask(batch);
        torch.Tensor hidden = Embed(batch);
        foreach (BertLayer layer in _layers)
        {
            torch.Tensor next = layer.Forward(hidden, mask, batch.Rows, binding);
            hidden.Dispose();
            hidden = next;
        }

        using (hidden)
        {
            return hidden.view(batch.Rows, batch.Length, HiddenSize);
        }
    }

    public override torch.Tensor Pool(torch.Tensor hidden)
    {
        (torch.Tensor weight, torch.Tensor bias) = _pooler ?? throw new InvalidOperationException("The checkpoint has no pooler.");
        using torch.Tensor first = hidden.select(1, 0);
        using torch.Tensor dense = torch.nn.functional.linear(first, weight, bias);
        return dense.tanh();
    }

    public override void Dispose()
    {
        _words.Dispose();
        _positions.Dispose();
        _tokenTypes.Dispose();
        _embeddingNorm.Dispose();
        Array.ForEach(_layers, static layer => layer.Dispose());
        _pooler?.Weight.Dispose();
        _pooler?.Bias.Dispose();
    }

    private torch.Tensor Embed(TokenBatch batch)
    {
        using torch.Tensor ids = TensorMemory.FromInts(batch.InputIds.Span, _words.device);
        using torch.Tensor words = _words.index_select(0, ids);
        using torch.Tensor byRow = words.view(batch.Rows, batch.Length, HiddenSize);
        using torch.Tensor positions = _positions.narrow(0, 0, batch.Length);
        byRow.add_(positions);
        using torch.Tensor typeIds = batch.TokenTypeIds.IsEmpty
            ? torch.zeros([1], torch.int32, _words.device)
            : TensorMemory.FromInts(batch.TokenTypeIds.Span, _words.device);
        using torch.Tensor types = _tokenTypes.index_select(0, typeIds);
        words.add_(types);
        return _embeddingNorm.Apply(words);
    }

    /// <summary>0 at real tokens and minus infinity at padding, [rows, 1, 1, length]; null where nothing is padding, which is the fastest attention.</summary>
    private torch.Tensor? AttentionMask(TokenBatch batch)
    {
        if (!batch.HasPadding)
        {
            return null;
        }

        ReadOnlySpan<int> mask = batch.AttentionMask.Span;
        var added = new float[mask.Length];
        for (int i = 0; i < added.Length; i++)
        {
            added[i] = mask[i] == 0 ? float.NegativeInfinity : 0;
        }

        return TensorMemory.FromSingles(added, [batch.Rows, 1, 1, batch.Length], _words.device);
    }

    private TokenBatch Check(ModelInput input)
    {
        if (input is not TokenBatch batch)
        {
            throw new ArgumentException($"A BERT backbone takes a TokenBatch, not a {input.GetType().Name}.", nameof(input));
        }

        if (batch.Length > _config.MaxPositions)
        {
            throw new ArgumentException(
                $"The rows have {batch.Length} tokens; this backbone has {_config.MaxPositions} positions (max_position_embeddings).", nameof(input));
        }

        // Torch reports an id out of range without saying which; on a GPU it ends the process.
        Require(batch.InputIds.Span, _config.VocabularySize, "inputIds", "vocab_size");
        Require(batch.TokenTypeIds.Span, _config.TokenTypes, "tokenTypeIds", "type_vocab_size");
        return batch;
    }

    private static void Require(ReadOnlySpan<int> ids, int count, string name, string field)
    {
        int at = ids.IndexOfAnyExceptInRange(0, count - 1);
        if (at >= 0)
        {
            throw new ArgumentOutOfRangeException(name, ids[at], $"{name}[{at}] is not below this backbone's {field} of {count}.");
        }
    }
}
