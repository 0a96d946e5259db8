using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// The real tokens of padded rows, one after another. What a layer computes for each token by itself, which is nearly all of its work, is not computed for
/// padding; attention gets the rows as they were.
/// </summary>
internal sealed class TokenPacking : IDisposable
{
    // One in so many tokens must be padding, or moving tokens takes as long as is saved.
    private const int LeastShare = 16;

    private readonly torch.Tensor _tokens;
    private readonly torch.Tensor _places;

    private TokenPacking(int[] tokens, int[] places, torch.Device device)
    {
        _tokens = TensorMemory.FromInts(tokens, device);
        _places = TensorMemory.FromInts(places, device);
    }

    /// <summary>The packing of a batch; null if it has too little padding to be worth it.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="device">Where hidden states lie.</param>
    public static TokenPacking? Create(TokenBatch batch, torch.Device device)
    {
        ReadOnlySpan<int> mask = batch.AttentionMask.Span;
        int count = mask.Count(1);
        if ((mask.Length - count) * (long)LeastShare < mask.Length)
        {
            return null;
        }

        var tokens = new int[count];
        var places = new int[mask.Length];
        int next = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            if (mask[i] == 1)
            {
                places[i] = next;
                tokens[next++] = i;
            }
        }

        return new TokenPacking(tokens, places, device);
    }

    /// <summary>The rows of real tokens, [tokens, width], of those of all, [rows * length, width]. The caller owns them.</summary>
    public torch.Tensor Pack(torch.Tensor all) => all.index_select(0, _tokens);

    /// <summary>Rows of all tokens, [rows * length, width]: at padding some numbers of the first token. The caller owns them.</summary>
    public torch.Tensor Pad(torch.Tensor packed) => packed.index_select(0, _places);

    /// <summary>Frees the indexes.</summary>
    public void Dispose()
    {
        _tokens.Dispose();
        _places.Dispose();
    }
}
