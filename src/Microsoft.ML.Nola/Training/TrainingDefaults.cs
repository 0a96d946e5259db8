namespace Microsoft.ML.Nola.Training;

/// <summary>What a fit does where the user says nothing and a task wants something else than the method does.</summary>
internal sealed record TrainingDefaults
{
    /// <summary>Those of a task that wants nothing else.</summary>
    public static TrainingDefaults OfMethod { get; } = new();

    /// <summary>The peak rate of what trains beside the head; null for the method's own.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The peak rate of the head; null for the method's own.</summary>
    public double? HeadLearningRate { get; init; }

    /// <summary>The most epochs that a fit makes to reach its steps; fewer than 20 if the task wants fewer.</summary>
    public int MostEpochs { get; init; } = 20;
}
