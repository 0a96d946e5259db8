using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The sum of a word's, a position's and, if the model has them, a token type's vector, normalised.</summary>
internal sealed class TextEmbedding
{
    private readonly torch.Tensor _words;
    private readonly torch.Tensor _positions;
    private readonly torch.Tensor? _tokenTypes;
    private readonly LayerNorm _norm;

    public TextEmbedding(EncoderConfig config, ModuleReader reader)
    {
        int width = config.HiddenSize;
        _words = reader.Embedding("embeddings.word_embeddings", config.Limits.VocabularySize, width);
        _positions = reader.Embedding("embeddings.position_embeddings", config.Limits.MaxLength, width);
        _tokenTypes = config.Limits.TokenTypes == 0
            ? null
            : reader.Embedding("embeddings.token_type_embeddings", config.Limits.TokenTypes, width);
        _norm = reader.LayerNorm("embeddings.LayerNorm", width, config.LayerNormEpsilon);
    }

    /// <summary>The embedding, [rows * length, hidden]. The caller owns it.</summary>
    public torch.Tensor Forward(TokenBatch batch)
    {
        using torch.Tensor ids = TensorMemory.FromInts(batch.InputIds.Span, _words.device);
        using torch.Tensor sum = _words.index_select(0, ids);

        // Sums are taken in place: no gradient needs what index_select gives.
        using torch.Tensor byRow = sum.view(batch.Rows, batch.Length, sum.shape[1]);
        using torch.Tensor positions = _positions.narrow(0, 0, batch.Length);
        byRow.add_(positions);
        if (_tokenTypes is not null)
        {
            using torch.Tensor typeIds = batch.TokenTypeIds.IsEmpty
                ? torch.zeros([1], torch.int32, _words.device)
                : TensorMemory.FromInts(batch.TokenTypeIds.Span, _words.device);
            using torch.Tensor types = _tokenTypes.index_select(0, typeIds);
            sum.add_(types);
        }

        return _norm.Apply(sum);
    }
}
