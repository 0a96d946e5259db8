namespace Microsoft.ML.Nola;

/// <summary>One epoch of a fit.</summary>
public sealed class NolaEpochReport
{
    internal NolaEpochReport()
    {
    }

    /// <summary>Gets the epoch, from 1.</summary>
    public int Epoch { get; internal init; }

    /// <summary>
    /// Gets the mean training loss of a target; a target is a row in classification, a token in text generation. Not a number if nothing trained.
    /// </summary>
    public double Loss { get; internal init; }

    /// <summary>Gets the mean loss of a target on the validation set; <see langword="null"/> if there is none.</summary>
    public double? ValidationLoss { get; internal init; }

    /// <summary>Gets the metric on the validation set (accuracy for classification, 0 to 1); <see langword="null"/> if there is none.</summary>
    public double? ValidationMetric { get; internal init; }

    /// <summary>
    /// Gets the learning rate of what trains beside the head, at the last optimiser step of the epoch; 0 for a linear probe, whose head trains alone.
    /// </summary>
    public double LearningRate { get; internal init; }

    /// <summary>Gets the learning rate of the head, at the last optimiser step of the epoch.</summary>
    public double HeadLearningRate { get; internal init; }

    /// <summary>Gets the time that the epoch took in seconds, validation included.</summary>
    public double Seconds { get; internal init; }

    /// <summary>Gets the training tokens, padding not counted.</summary>
    public long Tokens { get; internal init; }
}
