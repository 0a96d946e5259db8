namespace Microsoft.ML.Nola.Tasks;

/// <summary>How the loss of a classification counts classes, and how sure it wants the model to be.</summary>
internal sealed record LossSettings
{
    /// <summary>All classes count the same, and the label has the whole probability.</summary>
    public static LossSettings Plain { get; } = new();

    /// <summary>How much a row of each class counts; null if all count the same, or if <see cref="BalancesClasses"/>.</summary>
    public float[]? ClassWeights { get; init; }

    /// <summary>Whether classes count the more the rarer they are in the training set.</summary>
    public bool BalancesClasses { get; init; }

    /// <summary>The share of the probability that all classes get alike, 0 to below 1.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The weight of each class for a training set.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="targets">The class of each training target, from 0.</param>
    /// <returns>The weights; null if all classes count the same.</returns>
    /// <remarks>Balanced weights are rows / (classes * rows of the class), as scikit-learn's class_weight "balanced" has them.</remarks>
    public float[]? WeightsFor(int classes, IEnumerable<int> targets)
    {
        if (!BalancesClasses)
        {
            return ClassWeights;
        }

        var counts = new long[classes];
        foreach (int target in targets)
        {
            counts[target]++;
        }

        double rows = counts.Sum();
        return Array.ConvertAll(counts, count => count == 0 ? 1 : (float)(rows / (classes * (double)count)));
    }
}
