using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The vectors of words, and of positions if they do not enter in attention.</summary>
/// <param name="words">The vector of each id.</param>
/// <param name="device">Where the ids go.</param>
internal sealed class DecoderEmbedding(FrozenLinear words, torch.Device device)
{
    /// <summary>By what the vectors of words are multiplied.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The vector of each position, [positions, hidden], or null.</summary>
    public torch.Tensor? Positions { get; init; }

    /// <summary>The embedding, [rows * length, hidden]. The caller owns it.</summary>
    public torch.Tensor Forward(TokenBatch batch, CausalTokens tokens)
    {
        using torch.Tensor ids = TensorMemory.FromInts(batch.InputIds.Span, device);
        torch.Tensor vectors = words.Rows(ids);

        // In place: no gradient needs what a table gives.
        if (Scale != 1)
        {
            vectors.MultiplyInPlace(Scale);
        }

        if (Positions is not null)
        {
            // Padding on the right may stand beyond the last position.
            int last = (int)Positions.shape[0] - 1;
            using torch.Tensor places = TensorMemory.FromInts([.. tokens.Positions.Select(place => Math.Min(place, last))], device);
            using torch.Tensor added = Positions.index_select(0, places);
            using torch.Tensor byRow = vectors.view(-1, added.shape[0], added.shape[1]);
            byRow.AddInPlace(added);
        }

        return vectors;
    }
}
