using System.Globalization;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Microsoft.ML.Nola.Tasks.TextRegression;

/// <summary>How far predictions are from labels, as the root of the mean square.</summary>
/// <param name="squaredError">The sum of squared errors of some rows.</param>
/// <param name="unit">What an error of 1 is in the labels' own unit.</param>
internal sealed class RootMeanSquaredError(Func<torch.Tensor, float[], double> squaredError, double unit) : IMetric<float>
{
    private double _sum;
    private long _rows;

    public string Name => "RMSE";

    public bool LargerIsBetter => false;

    public double Value => unit * Math.Sqrt(_sum / _rows);

    public void Add(torch.Tensor outputs, float[] targets)
    {
        _sum += squaredError(outputs, targets);
        _rows += targets.Length;
    }

    public string Format(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
