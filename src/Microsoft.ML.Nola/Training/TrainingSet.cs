namespace Microsoft.ML.Nola.Training;

/// <summary>Rows with their targets.</summary>
/// <param name="Rows">The inputs.</param>
/// <param name="Targets">The targets, by row.</param>
internal sealed record TrainingSet(IBatchSource Rows, ITargets Targets);
