namespace Microsoft.ML.Nola.Reports;

/// <summary>
/// Compares how confident a model is with how often it is right: reliability diagram and expected calibration error as in Guo, Pleiss, Sun and Weinberger,
/// "On Calibration of Modern Neural Networks", ICML 2017 (arXiv 1706.04599): bins of equal width over the probability of the predicted class.
/// </summary>
internal sealed class Calibration
{
    /// <summary>As many as in the paper.</summary>
    public const int BinCount = 15;

    private readonly (int Rows, int Correct, double Confidence)[] _bins = new (int, int, double)[BinCount];

    public IReadOnlyList<CalibrationBin> Bins => [.. _bins.Select(static (bin, i) => new CalibrationBin
    {
        Lower = (double)i / BinCount,
        Upper = (i + 1.0) / BinCount,
        Rows = bin.Rows,
        Confidence = bin.Rows == 0 ? 0 : bin.Confidence / bin.Rows,
        Accuracy = bin.Rows == 0 ? 0 : (double)bin.Correct / bin.Rows,
    })];

    /// <summary>The mean gap between accuracy and confidence of the bins, weighted by their rows.</summary>
    public double ExpectedError
    {
        get
        {
            int rows = _bins.Sum(static bin => bin.Rows);
            return rows == 0 ? 0 : _bins.Sum(static bin => Math.Abs(bin.Correct - bin.Confidence)) / rows;
        }
    }

    /// <summary>Adds a row.</summary>
    /// <param name="confidence">The probability of the predicted class.</param>
    /// <param name="correct">Whether that is the right one.</param>
    public void Add(double confidence, bool correct)
    {
        // Bin m is the interval ((m - 1)/M, m/M].
        int bin = Math.Clamp((int)Math.Ceiling(confidence * BinCount) - 1, 0, BinCount - 1);
        _bins[bin].Rows++;
        _bins[bin].Correct += correct ? 1 : 0;
        _bins[bin].Confidence += confidence;
    }
}
