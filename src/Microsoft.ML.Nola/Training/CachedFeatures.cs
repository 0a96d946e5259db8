using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Features that were computed once, because nothing below the head trains: row by row of the dataset.</summary>
internal sealed class CachedFeatures : IFeatures
{
    /// <summary>The most memory that features may take; more than that are computed again in each epoch.</summary>
    public const long MaxBytes = 1L << 30;

    private readonly int[] _starts;
    private torch.Tensor? _features;

    private CachedFeatures(IBatchSource source)
    {
        _starts = new int[source.Count + 1];
        for (int row = 0; row < source.Count; row++)
        {
            _starts[row + 1] = _starts[row] + source.FeaturesOf(row);
        }
    }

    /// <summary>Whether the features of all rows may be kept.</summary>
    public static bool Fit(IBatchSource source, int hiddenSize) =>
        Enumerable.Range(0, source.Count).Sum(row => (long)source.FeaturesOf(row)) * hiddenSize * sizeof(float) <= MaxBytes;

    /// <summary>Computes the features of all rows, batch by batch through the gate.</summary>
    public static CachedFeatures Compute(AdaptedModel model, IBatchSource source, int batchSize, Action beforeBatch)
    {
        var cache = new CachedFeatures(source);
        try
        {
            int[][] planned = [.. BatchPlanner.ForEvaluation(source, batchSize)];
            source.BeginPass(new BatchPass(planned, Seed: 0, Epoch: 0));
            foreach (int[] rows in planned)
            {
                beforeBatch();
                ModelInput[] batches = AdaptedModel.BatchesOf(source, rows, withGradients: false);
                TorchGate.Shared.Run(() => cache.Add(rows, () => model.Features(batches)));
            }

            return cache;
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    /// <summary>Nothing: no batch is needed any more.</summary>
    public void BeginPass(BatchPass pass)
    {
    }

    public Func<torch.Tensor> Of(int[] rows, bool withGradients) => () =>
    {
        using torch.Tensor indexes = TensorMemory.FromInts(IndexesOf(rows), _features!.device);
        return _features.index_select(0, indexes);
    };

    public void Dispose()
    {
        if (_features is not null)
        {
            TorchGate.Shared.Free(_features.Dispose);
        }
    }

    private void Add(int[] rows, Func<torch.Tensor> compute)
    {
        using var mode = torch.no_grad();
        torch.Tensor features = compute();
        _features ??= torch.empty([_starts[^1], .. features.shape[1..]], torch.float32, features.device).DetachFromDisposeScope();
        using torch.Tensor indexes = TensorMemory.FromLongs(Array.ConvertAll(IndexesOf(rows), static index => (long)index), features.device);
        _features.index_copy_(0, indexes, features);
    }

    /// <summary>Where the feature vectors of rows lie.</summary>
    private int[] IndexesOf(int[] rows) => [.. rows.SelectMany(row => Enumerable.Range(_starts[row], _starts[row + 1] - _starts[row]))];
}
