namespace Microsoft.ML.Nola.Training;

/// <summary>What is to be learnt of the rows of a batch.</summary>
/// <param name="Values">The target of each row.</param>
/// <param name="Weights">How much each row counts; null if all count the same.</param>
internal sealed record TargetBatch<TTarget>(TTarget[] Values, float[]? Weights)
{
    /// <summary>The sum of the rows' weights.</summary>
    public double TotalWeight => Weights is null ? Values.Length : Weights.Sum(static weight => (double)weight);
}
