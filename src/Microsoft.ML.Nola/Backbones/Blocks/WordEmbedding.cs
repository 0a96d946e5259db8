using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The vectors of words, normalised; positions enter in attention.</summary>
/// <param name="words">The vector of each id, [vocabulary, hidden].</param>
/// <param name="norm">What normalises them.</param>
internal sealed class WordEmbedding(torch.Tensor words, INorm norm)
{
    /// <summary>The embedding, [rows * length, hidden], in single precision. The caller owns it.</summary>
    public torch.Tensor Forward(TokenBatch batch)
    {
        using torch.Tensor ids = TensorMemory.FromInts(batch.InputIds.Span, words.device);
        using torch.Tensor vectors = words.index_select(0, ids).Into(torch.ScalarType.Float32);
        return norm.Apply(vectors);
    }
}
