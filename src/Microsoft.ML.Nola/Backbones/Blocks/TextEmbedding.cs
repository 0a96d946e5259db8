using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// The sum of a word's, a position's and, if the model has them, a token type's vector, normalised, and mapped to the width of the hidden states if it has
/// another.
/// </summary>
internal sealed class TextEmbedding
{
    private readonly torch.Tensor _words;
    private readonly torch.Tensor _positions;
    private readonly torch.Tensor? _tokenTypes;
    private readonly LayerNorm _norm;
    private readonly FrozenLinear? _projection;
    private readonly int? _paddingId;

    public TextEmbedding(EncoderConfig config, ModuleReader reader)
    {
        int width = config.EmbeddingSize;
        _paddingId = config.PaddingId;
        _words = reader.Embedding("embeddings.word_embeddings", config.Limits.VocabularySize, width);
        _positions = reader.Embedding("embeddings.position_embeddings", config.Positions, width);
        _tokenTypes = config.Limits.TokenTypes == 0
            ? null
            : reader.Embedding("embeddings.token_type_embeddings", config.Limits.TokenTypes, width);
        _norm = reader.LayerNorm("embeddings.LayerNorm", width, config.LayerNormEpsilon);
        _projection = width == config.HiddenSize ? null : reader.LinearInSingles("embeddings_project", width, config.HiddenSize);
    }

    /// <summary>The embedding, [rows * length, hidden], in single precision. The caller owns it.</summary>
    public torch.Tensor Forward(TokenBatch batch)
    {
        using torch.Tensor ids = TensorMemory.FromInts(batch.InputIds.Span, _words.device);
        using torch.Tensor sum = _words.index_select(0, ids).Into(torch.ScalarType.Float32);

        // Sums are taken in place: no gradient needs what index_select gives.
        AddPositions(sum, batch);
        if (_tokenTypes is not null)
        {
            using torch.Tensor typeIds = batch.TokenTypeIds.IsEmpty
                ? torch.zeros([1], torch.int32, _words.device)
                : TensorMemory.FromInts(batch.TokenTypeIds.Span, _words.device);
            using torch.Tensor types = _tokenTypes.index_select(0, typeIds);
            sum.AddInPlace(types);
        }

        torch.Tensor normalized = _norm.Apply(sum);
        if (_projection is null)
        {
            return normalized;
        }

        using (normalized)
        {
            return _projection.Apply(normalized);
        }
    }

    private void AddPositions(torch.Tensor sum, TokenBatch batch)
    {
        if (_paddingId is { } padding)
        {
            using torch.Tensor ids = TensorMemory.FromInts(PositionsById.Of(batch, padding), _positions.device);
            using torch.Tensor byToken = _positions.index_select(0, ids);
            sum.AddInPlace(byToken);
            return;
        }

        using torch.Tensor byRow = sum.view(batch.Rows, batch.Length, sum.shape[1]);
        using torch.Tensor positions = _positions.narrow(0, 0, batch.Length);
        byRow.AddInPlace(positions);
    }
}
