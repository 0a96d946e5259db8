namespace Microsoft.ML.Nola.Training;

/// <summary>The targets of a dataset's rows; only the task that made them looks inside.</summary>
internal interface ITargets;
