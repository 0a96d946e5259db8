using System.Numerics;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// What T5 (arXiv 1910.10683) adds to attention scores: a number for each head and bucket of distances, the same in all layers. Near distances have a bucket
/// each, far ones share buckets that widen with the logarithm.
/// </summary>
internal sealed class RelativePositionBias(EncoderConfig config, ModuleReader reader)
{
    /// <summary>The buckets in use, half for each direction. The implementation of transformers fixes their number, whatever config.json says.</summary>
    public const int Buckets = 32;

    private const int Half = Buckets / 2;
    private const int Exact = Half / 2;

    // A table with more rows than buckets is read as it is; the rest of it has no use.
    private readonly torch.Tensor _table = reader.Embedding("encoder.relative_attention_bias", config.RelativePositions, config.Heads);

    /// <summary>What is added to the attention scores, [1 or rows, heads, length, length]: the bias, with the padding mask if there is one.</summary>
    public torch.Tensor Forward(int length, torch.Tensor? padding)
    {
        int[] buckets = [.. Enumerable.Range(1 - length, (2 * length) - 1).Select(BucketOf)];
        using torch.Tensor ids = TensorMemory.FromInts(buckets, _table.device);
        using torch.Tensor byDistance = _table.index_select(0, ids).Into(torch.ScalarType.Float32);
        using torch.Tensor byHead = byDistance.t();

        // The last query sees the window of distances that begins with the first one, the query before it the next window.
        using torch.Tensor windows = byHead.unfold(1, length, 1);
        using torch.Tensor bias = windows.flip(1);
        return padding is null ? bias.unsqueeze(0) : bias.Plus(padding);
    }

    /// <summary>The bucket of a key that lies so many tokens after the query.</summary>
    internal static int BucketOf(int ahead)
    {
        int distance = Math.Abs(ahead);

        // A doubling of the distance is two buckets, up to 128. In whole numbers, since floats round at the edges: n >= 8 * 2^(k / 2) is n^2 >= 64 * 2^k.
        int bucket = distance < Exact ? distance : Math.Min(Half - 1, Exact + BitOperations.Log2((ulong)distance * (ulong)distance) - 6);
        return ahead > 0 ? Half + bucket : bucket;
    }
}
