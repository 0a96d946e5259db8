namespace Microsoft.ML.Nola;

/// <summary>The rows whose confidence lies in one interval. A calibrated model is right as often as it is confident.</summary>
public sealed class CalibrationBin
{
    internal CalibrationBin()
    {
    }

    /// <summary>Gets the lower end of the interval, which does not belong to it (but 0 belongs to the first).</summary>
    public double Lower { get; internal init; }

    /// <summary>Gets the upper end of the interval, which belongs to it.</summary>
    public double Upper { get; internal init; }

    /// <summary>Gets the rows in the interval.</summary>
    public int Rows { get; internal init; }

    /// <summary>Gets the mean probability of the predicted class; 0 without rows.</summary>
    public double Confidence { get; internal init; }

    /// <summary>Gets the share of rows whose predicted class is the right one; 0 without rows.</summary>
    public double Accuracy { get; internal init; }
}
