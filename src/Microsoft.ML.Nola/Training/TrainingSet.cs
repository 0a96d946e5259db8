namespace Microsoft.ML.Nola.Training;

/// <summary>Rows with their targets.</summary>
/// <param name="Rows">The inputs.</param>
/// <param name="Targets">The target of each row.</param>
internal sealed record TrainingSet<TTarget>(IBatchSource Rows, IReadOnlyList<TTarget> Targets)
{
    /// <summary>The targets of the named rows.</summary>
    public TTarget[] TargetsOf(int[] rows) => Array.ConvertAll(rows, row => Targets[row]);
}
