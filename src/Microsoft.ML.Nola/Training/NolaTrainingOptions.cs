namespace Microsoft.ML.Nola;

/// <summary>How the coefficients and the head are fitted.</summary>
public sealed class NolaTrainingOptions
{
    /// <summary>Gets or sets the number of passes over the training rows, at least 1.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the smallest number from 3 to 20 that gives 500 optimiser steps; from 3 to 10 if an adapter (NOLA, LoRA, Uni-LoRA
    /// or VeRA) classifies texts and there are 50 rows or more for each class.
    /// </value>
    public int? Epochs { get; set; }

    /// <summary>Gets or sets the rows of a batch, 1 to 65,536.</summary>
    /// <value>The default is 16.</value>
    public int BatchSize { get; set; } = 16;

    /// <summary>Gets or sets how many batches make one optimiser step, at least 1.</summary>
    /// <value>The default is 1.</value>
    public int GradientAccumulationSteps { get; set; } = 1;

    /// <summary>Gets or sets the seed of shuffling, dropout and the start values of LoRA.</summary>
    /// <value>The default is <see langword="null"/>: the seed of the MLContext, or 0 if it has none.</value>
    public int? Seed { get; set; }

    /// <summary>
    /// Gets or sets the peak learning rate of what trains beside the head: coefficients (NOLA), factors (LoRA) or the network; above 0 and below 1,000.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: 3e-3 (2e-3 if NOLA classifies fewer than 500 texts), or 5e-5 for full fine-tuning; for language models 2e-2 for NOLA and 1e-2 for LoRA.
    /// </value>
    public double? LearningRate { get; set; }

    /// <summary>Gets or sets the peak learning rate of the head.</summary>
    /// <value>
    /// The default is <see langword="null"/>: 5e-3, or 2e-3 if NolaTextClassification fits NOLA by fewer than 500 texts, with 50 or more for each class.
    /// </value>
    public double? HeadLearningRate { get; set; }

    /// <summary>Gets or sets AdamW's decoupled weight decay.</summary>
    /// <value>The default is 0.</value>
    public double WeightDecay { get; set; }

    /// <summary>Gets or sets the share of the steps in which the rate rises linearly from zero, 0 to 1.</summary>
    /// <value>The default is 0.1.</value>
    public double WarmupRatio { get; set; } = 0.1;

    /// <summary>Gets or sets the L2 norm to which the gradient of coefficients and head together is clipped; 0 switches clipping off.</summary>
    /// <value>The default is 1.</value>
    public double MaxGradientNorm { get; set; } = 1;

    /// <summary>Gets or sets the schedule after the warm-up.</summary>
    /// <value>The default is <see cref="LearningRateSchedule.Linear"/>.</value>
    public LearningRateSchedule Schedule { get; set; } = LearningRateSchedule.Linear;

    /// <summary>
    /// Gets or sets the share of the steps, the last ones, over which all that trains is averaged, 0 to 1: stochastic weight averaging (arXiv 1803.05407). The
    /// average is what the fit returns, and what validation rows measure. It evens out what single steps did, so it bears a higher rate.
    /// </summary>
    /// <value>The default is 0: the numbers of the last step, or of the best epoch.</value>
    public double AveragingRatio { get; set; }

    /// <summary>
    /// Gets or sets the share of the probability that classes get alike whatever the label says, 0 to below 1: label smoothing. It keeps a classifier from being
    /// surer than its labels deserve. Of a language model the tokens are the classes. Trainers whose labels are no classes ignore it.
    /// </summary>
    /// <value>The default is 0: the label has the whole probability.</value>
    public double LabelSmoothing { get; set; }

    /// <summary>
    /// Gets or sets whether a training step keeps only the states between the layers of the backbone and computes each layer again in its backward pass. It takes
    /// a fraction of the memory and about half more time, and learns the same. Full fine-tuning has no use for it, and neither has a linear probe.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: batches do if on the CPU they would otherwise keep more than half of the memory of the machine, or of the container.
    /// That is reckoned from sizes alone: tokens x 4 bytes x inputs and outputs of the linear maps of all layers. Over a quantised backbone every batch does,
    /// whatever is set here.
    /// </value>
    public bool? GradientCheckpointing { get; set; }

    internal NolaTrainingOptions Clone() => (NolaTrainingOptions)MemberwiseClone();

    internal void CollectFaults(OptionFaults faults)
    {
        faults.Require(Epochs is null or >= 1, $"Training.Epochs is {Epochs}; it must be at least 1");
        faults.Require(BatchSize is >= 1 and <= 65536, $"Training.BatchSize is {BatchSize}; it must be 1 to 65536");
        faults.Require(GradientAccumulationSteps >= 1, $"Training.GradientAccumulationSteps is {GradientAccumulationSteps}; it must be at least 1");
        faults.Require(LearningRate is null or (> 0 and < 1e3), $"Training.LearningRate is {LearningRate}; it must be above 0 and below 1000");
        faults.Require(HeadLearningRate is null or (> 0 and < 1e3), $"Training.HeadLearningRate is {HeadLearningRate}; it must be above 0 and below 1000");
        faults.Require(WeightDecay is >= 0 and < 1e3, $"Training.WeightDecay is {WeightDecay}; it must be at least 0 and below 1000");
        faults.Require(WarmupRatio is >= 0 and <= 1, $"Training.WarmupRatio is {WarmupRatio}; it must be 0 to 1");
        faults.Require(MaxGradientNorm is >= 0 and < double.PositiveInfinity, $"Training.MaxGradientNorm is {MaxGradientNorm}; it must be at least 0");
        faults.Require(AveragingRatio is >= 0 and <= 1, $"Training.AveragingRatio is {AveragingRatio}; it must be 0 to 1");
        faults.Require(LabelSmoothing is >= 0 and < 1, $"Training.LabelSmoothing is {LabelSmoothing}; it must be at least 0 and below 1");
        faults.Require(Enum.IsDefined(Schedule), $"Training.Schedule is {Schedule}; it must be a member of LearningRateSchedule");
    }
}
