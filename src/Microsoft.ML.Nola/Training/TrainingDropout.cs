using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Dropout on the inputs of adapters and on pooled features. The masks of a row do not depend on the rows it is batched with.</summary>
internal sealed class TrainingDropout(double probability, int seed) : IInputDropout
{
    /// <summary>Positions of a row's second sequence, or second feature vector, are counted from here: no sequence is as long.</summary>
    private const int PositionsOfSequence = 1 << 20;

    private int _epoch;
    private (int Row, int Position)[] _sequences = [];
    private (int Row, int Position)[] _features = [];

    /// <summary>Says which rows of the dataset the coming forward pass is about.</summary>
    public void Begin(int epoch, ReadOnlySpan<int> rows, IBatchSource source)
    {
        _epoch = epoch;
        _sequences = Addresses(rows, source.SequencesOf);
        _features = Addresses(rows, source.FeaturesOf);
    }

    public torch.Tensor Apply(AdapterSite site, torch.Tensor input) => Apply(site.Index, input, _sequences);

    /// <summary>Drops entries of the features [features, hidden].</summary>
    public torch.Tensor ApplyToFeatures(torch.Tensor features) => Apply(-1, features, _features);

    private static (int Row, int Position)[] Addresses(ReadOnlySpan<int> rows, Func<int, int> count) =>
    [
        .. rows.ToArray().SelectMany(row => Enumerable.Range(0, count(row)).Select(part => (row, part * PositionsOfSequence))),
    ];

    private torch.Tensor Apply(int site, torch.Tensor input, (int Row, int Position)[] parts)
    {
        if (parts.Length == 0)
        {
            return input.alias();
        }

        int width = (int)input.shape[1];
        int positions = (int)(input.shape[0] / parts.Length);
        var mask = new float[input.shape[0] * width];
        for (int i = 0; i < parts.Length; i++)
        {
            for (int position = 0; position < positions; position++)
            {
                TrainingRandom.FillDropout(
                    mask.AsSpan(((i * positions) + position) * width, width), probability, seed, _epoch, parts[i].Row, site, parts[i].Position + position);
            }
        }

        using torch.Tensor factors = TensorMemory.FromSingles(mask, input.shape, input.device).Into(input.dtype);
        return input.mul(factors);
    }
}
