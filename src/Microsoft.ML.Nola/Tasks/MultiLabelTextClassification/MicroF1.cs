using System.Globalization;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

/// <summary>The F1 of all labels of all rows together; 0 if there are none and none are predicted.</summary>
/// <param name="head">Makes probabilities of outputs.</param>
/// <param name="threshold">The probability above which a label is predicted.</param>
internal sealed class MicroF1(IHead head, float threshold) : IMetric<bool[]>
{
    private long _right;
    private long _predicted;
    private long _actual;

    public string Name => "micro F1";

    public bool LargerIsBetter => true;

    public double Value => _predicted + _actual == 0 ? 0 : 2.0 * _right / (_predicted + _actual);

    public void Add(torch.Tensor outputs, bool[][] targets)
    {
        using torch.Tensor probabilities = head.Decode(outputs);
        ReadOnlySpan<float> values = TensorMemory.ToSingles(probabilities);
        for (int row = 0; row < targets.Length; row++)
        {
            foreach (bool actual in targets[row])
            {
                bool predicted = values[0] > threshold;
                values = values[1..];
                _right += actual && predicted ? 1 : 0;
                _predicted += predicted ? 1 : 0;
                _actual += actual ? 1 : 0;
            }
        }
    }

    public string Format(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
