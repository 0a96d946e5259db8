using System.Globalization;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>The share of rows that are predicted correctly.</summary>
/// <param name="areRight">Says of each row whether it is, [rows] of Booleans.</param>
internal sealed class Accuracy<TTarget>(Func<torch.Tensor, TTarget[], torch.Tensor> areRight) : IMetric<TTarget>
{
    private long _right;
    private long _rows;

    public string Name => "accuracy";

    public bool LargerIsBetter => true;

    public double Value => (double)_right / _rows;

    public void Add(torch.Tensor outputs, TTarget[] targets)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        _right += areRight(outputs, targets).sum().item<long>();
        _rows += targets.Length;
    }

    public string Format(double value) => value.ToString("P2", CultureInfo.InvariantCulture);
}
