namespace Microsoft.ML.Nola.Training;

/// <summary>
/// AdamW (arXiv 1711.05101) over flat memory, as torch.optim.AdamW computes it: beta 0.9 and 0.999, epsilon 1e-8, decay applied to the value before the step.
/// </summary>
internal sealed class AdamW(int count, double weightDecay)
{
    public const double Beta1 = 0.9;
    public const double Beta2 = 0.999;
    public const double Epsilon = 1e-8;

    private readonly float[] _mean = new float[count];
    private readonly float[] _variance = new float[count];
    private long _steps;

    /// <summary>Makes a step.</summary>
    /// <param name="values">The values, [count].</param>
    /// <param name="gradients">Their gradients, [count].</param>
    /// <param name="rate">The learning rate of this step.</param>
    public void Update(Span<float> values, ReadOnlySpan<float> gradients, double rate)
    {
        _steps++;
        Span<float> mean = _mean;
        Span<float> variance = _variance;
        float stepSize = (float)(rate / (1 - Math.Pow(Beta1, _steps)));
        float correction = (float)Math.Sqrt(1 - Math.Pow(Beta2, _steps));
        float kept = (float)(1 - (rate * weightDecay));
        for (int i = 0; i < values.Length; i++)
        {
            float gradient = gradients[i];
            mean[i] += (float)(1 - Beta1) * (gradient - mean[i]);
            variance[i] = ((float)Beta2 * variance[i]) + ((float)(1 - Beta2) * gradient * gradient);
            values[i] = (values[i] * kept) - (stepSize * mean[i] / ((MathF.Sqrt(variance[i]) / correction) + (float)Epsilon));
        }
    }
}
