using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>Dropout on the inputs of adapters and on pooled features. The masks of a row do not depend on the rows it is batched with.</summary>
internal sealed class TrainingDropout(double probability, int seed) : IInputDropout
{
    private int _epoch;
    private int[] _rows = [];

    /// <summary>Says which rows of the dataset the coming forward pass is about.</summary>
    public void Begin(int epoch, ReadOnlySpan<int> rows)
    {
        _epoch = epoch;
        _rows = rows.ToArray();
    }

    public torch.Tensor Apply(AdapterSite site, torch.Tensor input) => Apply(site.Index, input);

    /// <summary>Drops entries of the pooled features [rows, hidden].</summary>
    public torch.Tensor ApplyToFeatures(torch.Tensor features) => Apply(-1, features);

    private torch.Tensor Apply(int site, torch.Tensor input)
    {
        int width = (int)input.shape[1];
        int positions = (int)(input.shape[0] / _rows.Length);
        var mask = new float[input.shape[0] * width];
        for (int i = 0; i < _rows.Length; i++)
        {
            for (int position = 0; position < positions; position++)
            {
                TrainingRandom.FillDropout(
                    mask.AsSpan(((i * positions) + position) * width, width), probability, seed, _epoch, _rows[i], site, position);
            }
        }

        using torch.Tensor factors = TensorMemory.FromSingles(mask, input.shape, input.device);
        return input.mul(factors);
    }
}
