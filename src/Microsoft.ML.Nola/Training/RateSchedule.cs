namespace Microsoft.ML.Nola.Training;

/// <summary>
/// The factor on the peak learning rate at each optimiser step: a linear rise, then a fall to zero, linear or along a cosine, or none. As in Hugging Face's schedules, step 0 has
/// rate 0 if there is a warm-up. Unlike there, the warm-up leaves the last step out, so that a fit of one step learns.
/// </summary>
internal sealed class RateSchedule(LearningRateSchedule kind, double warmupRatio, long steps)
{
    private readonly long _warmup = Math.Min((long)Math.Ceiling(warmupRatio * steps), Math.Max(0, steps - 1));

    /// <summary>The factor at a step, counted from 0.</summary>
    public double At(long step)
    {
        if (step < _warmup)
        {
            return step / (double)_warmup;
        }

        double left = Math.Max(0, (steps - step) / (double)Math.Max(1, steps - _warmup));
        return kind switch
        {
            LearningRateSchedule.Constant => 1,
            LearningRateSchedule.Cosine => 0.5 * (1 - Math.Cos(Math.PI * left)),
            _ => left,
        };
    }
}
