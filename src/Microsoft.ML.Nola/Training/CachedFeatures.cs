using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Features that were computed once, because nothing below the head trains: [rows of the dataset, hidden].</summary>
internal sealed class CachedFeatures : IFeatures
{
    private readonly torch.Tensor _features;

    private CachedFeatures(torch.Tensor features)
    {
        _features = features;
    }

    /// <summary>Computes the features of all rows, batch by batch through the gate.</summary>
    public static CachedFeatures Compute(AdaptedModel model, IBatchSource source, int batchSize, Action beforeBatch)
    {
        int hiddenSize = model.HiddenSize;
        var values = new float[checked(source.Count * hiddenSize)];
        foreach (int[] rows in BatchPlanner.ForEvaluation(source, batchSize))
        {
            beforeBatch();
            float[] features = TorchGate.Shared.Run(() =>
            {
                using var mode = torch.no_grad();
                return TensorMemory.ToSingles(model.Features(source.ToBatch(rows)));
            });
            for (int i = 0; i < rows.Length; i++)
            {
                features.AsSpan(i * hiddenSize, hiddenSize).CopyTo(values.AsSpan(rows[i] * hiddenSize));
            }
        }

        return new CachedFeatures(TorchGate.Shared.Run(() => TensorMemory.Create(
            [source.Count, hiddenSize], destination => values.CopyTo(destination), model.Device)));
    }

    public torch.Tensor Of(int[] rows)
    {
        using torch.Tensor indexes = TensorMemory.FromInts(rows, _features.device);
        return _features.index_select(0, indexes);
    }

    public void Dispose() => _features.Dispose();
}
