namespace Microsoft.ML.Nola.Training;

/// <summary>What is to be learnt of the rows of a batch.</summary>
/// <param name="Values">The target of each row.</param>
/// <param name="Weights">How much each row counts; null if all count the same.</param>
internal sealed record TargetBatch<TTarget>(TTarget[] Values, float[]? Weights)
{
    /// <summary>The sum of the rows' weights.</summary>
    public double TotalWeight => Weights is null ? Values.Length : Weights.Sum(static weight => (double)weight);

    /// <summary>The sum over rows of their weight times what a target counts.</summary>
    public double Sum(Func<TTarget, double> count)
    {
        double sum = 0;
        for (int i = 0; i < Values.Length; i++)
        {
            sum += count(Values[i]) * (Weights?[i] ?? 1);
        }

        return sum;
    }

    /// <summary>The weight of each row times what its target counts.</summary>
    public float[] WeightsTimes(Func<TTarget, float> count)
    {
        float[] weights = Array.ConvertAll(Values, target => count(target));
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= Weights?[i] ?? 1;
        }

        return weights;
    }
}
