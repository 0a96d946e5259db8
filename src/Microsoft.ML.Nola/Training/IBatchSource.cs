using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Training;

/// <summary>Rows that can be batched in any combination.</summary>
internal interface IBatchSource
{
    /// <summary>The number of rows.</summary>
    int Count { get; }

    /// <summary>What a row costs the network, such as its tokens; rows of similar length make good batches.</summary>
    int LengthOf(int row);

    /// <summary>A batch of the named rows, in the order named.</summary>
    ModelInput ToBatch(ReadOnlySpan<int> rows);
}
