namespace Microsoft.ML.Nola.Training;

/// <summary>Rows with their targets.</summary>
/// <param name="Rows">The inputs.</param>
/// <param name="Targets">The target of each row.</param>
/// <param name="Weights">How much each row counts; null if all count the same.</param>
internal sealed record TrainingSet<TTarget>(IBatchSource Rows, IReadOnlyList<TTarget> Targets, IReadOnlyList<float>? Weights = null)
{
    /// <summary>The targets of the named rows.</summary>
    public TargetBatch<TTarget> TargetsOf(int[] rows) => new(
        Array.ConvertAll(rows, row => Targets[row]), Weights is null ? null : Array.ConvertAll(rows, row => Weights[row]));
}
