using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>The vectors of the distances that occur in rows of one length, made once for all layers of a forward pass.</summary>
internal sealed class RelativePositions : IDisposable
{
    /// <summary>Makes them.</summary>
    /// <param name="table">The vectors of all distances, [2 * span, hidden].</param>
    /// <param name="norm">What normalises them, or null.</param>
    /// <param name="buckets">Which vector a distance has.</param>
    /// <param name="length">The number of tokens of a row.</param>
    public RelativePositions(torch.Tensor table, INorm? norm, DistanceBuckets buckets, int length)
    {
        // The rest of the table would be projected by every layer and never read.
        int first = buckets.IndexOf(1 - length);
        torch.Tensor used = table.narrow(0, first, buckets.IndexOf(length - 1) - first + 1);
        Vectors = norm?.Apply(used) ?? used;
        if (norm is not null)
        {
            used.Dispose();
        }

        // Every row of the matrix is a part of one sequence: distances fall from column to column and grow from row to row.
        long[] falling = [.. Enumerable.Range(0, (2 * length) - 1).Select(i => (long)buckets.IndexOf(length - 1 - i) - first)];
        using torch.Tensor sequence = TensorMemory.FromLongs(falling, table.device);
        using torch.Tensor parts = sequence.unfold(0, length, 1);
        IndexByKey = parts.flip(0);
        IndexByQuery = IndexByKey.t();
    }

    /// <summary>The vectors, [distances, hidden].</summary>
    public torch.Tensor Vectors { get; }

    /// <summary>Which vector has the distance of a query (row) from a key (column).</summary>
    public torch.Tensor IndexByKey { get; }

    /// <summary>The same with keys as rows.</summary>
    public torch.Tensor IndexByQuery { get; }

    public void Dispose()
    {
        Vectors.Dispose();
        IndexByKey.Dispose();
        IndexByQuery.Dispose();
    }
}
