using Microsoft.ML.Nola.Adapters.Methods;

namespace Microsoft.ML.Nola.Training;

/// <summary>Training options with every number resolved for a dataset.</summary>
internal sealed record TrainingPlan
{
    // What the smallest number of epochs from 3 on has to reach.
    private const int WantedSteps = 500;

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required int BatchesPerStep { get; init; }

    public required int StepsPerEpoch { get; init; }

    public required int Seed { get; init; }

    /// <summary>The peak rate of what trains beside the head; 0 if nothing does.</summary>
    public required double LearningRate { get; init; }

    public required double HeadLearningRate { get; init; }

    public required double WeightDecay { get; init; }

    public required double MaxGradientNorm { get; init; }

    public required double Dropout { get; init; }

    public required RateSchedule Schedule { get; init; }

    /// <inheritdoc cref="NolaTrainingOptions.AveragingRatio"/>
    public double AveragingRatio { get; init; }

    /// <inheritdoc cref="NolaTrainingOptions.GradientCheckpointing"/>
    public bool? GradientCheckpointing { get; init; }

    public long Steps => (long)Epochs * StepsPerEpoch;

    /// <param name="options">The options.</param>
    /// <param name="method">The method.</param>
    /// <param name="dropout">The share of the adapter's input that is dropped.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="defaultSeed">The seed if the options have none.</param>
    /// <param name="defaults">What the task wants where the options say nothing; null for nothing else than the method.</param>
    public static TrainingPlan Resolve(
        NolaTrainingOptions options, Method method, double dropout, int rows, int defaultSeed, TrainingDefaults? defaults = null)
    {
        defaults ??= TrainingDefaults.OfMethod;

        // A fit that is cancelled while it reads may have no row yet.
        int batches = Ceiling(Math.Max(1, rows), options.BatchSize);
        int batchesPerStep = Math.Min(options.GradientAccumulationSteps, batches);
        int stepsPerEpoch = Ceiling(batches, batchesPerStep);
        int epochs = options.Epochs ?? Math.Clamp(Ceiling(WantedSteps, stepsPerEpoch), 3, defaults.MostEpochs);
        return new TrainingPlan
        {
            Epochs = epochs,
            BatchSize = options.BatchSize,
            BatchesPerStep = batchesPerStep,
            StepsPerEpoch = stepsPerEpoch,
            Seed = options.Seed ?? defaultSeed,
            LearningRate = method.HasLearningRate ? options.LearningRate ?? defaults.LearningRate ?? method.LearningRate : 0,
            HeadLearningRate = options.HeadLearningRate ?? defaults.HeadLearningRate ?? method.HeadLearningRate,
            WeightDecay = options.WeightDecay,
            MaxGradientNorm = options.MaxGradientNorm,
            Dropout = dropout,
            AveragingRatio = options.AveragingRatio,
            GradientCheckpointing = options.GradientCheckpointing,
            Schedule = new RateSchedule(options.Schedule, options.WarmupRatio, (long)epochs * stepsPerEpoch),
        };
    }

    private static int Ceiling(int value, int divisor) => (int)(((long)value + divisor - 1) / divisor);
}
