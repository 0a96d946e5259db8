using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tasks.TextRegression;

/// <summary>Mean and deviation of a training set's labels: what is trained has mean 0 and deviation 1, so that no rate depends on the range of labels.</summary>
/// <param name="Mean">The mean, by the weights of rows.</param>
/// <param name="Deviation">The deviation; 0 if all labels that count are one value.</param>
internal sealed record LabelScale(double Mean, double Deviation)
{
    /// <summary>Whether there is nothing to learn but one value.</summary>
    public bool IsConstant => Deviation == 0;

    private double Divisor => IsConstant ? 1 : Deviation;

    /// <summary>Measures the labels of a set. A fit that was cancelled while it read may have none.</summary>
    public static LabelScale Of(TrainingSet<float> set)
    {
        (double Label, double Weight)[] rows =
            [.. set.Targets.Select((label, row) => ((double)label, (double)(set.Weights?[row] ?? 1))).Where(static row => row.Item2 > 0)];
        if (rows.Length == 0 || Array.TrueForAll(rows, row => row.Label == rows[0].Label))
        {
            // Not summed up: a mean of equal values may differ from them in the last digit.
            return new LabelScale(rows.Length == 0 ? 0 : rows[0].Label, 0);
        }

        double weight = rows.Sum(static row => row.Weight);
        double mean = rows.Sum(row => row.Label * (row.Weight / weight));
        return new LabelScale(mean, Math.Sqrt(rows.Sum(row => (row.Label - mean) * (row.Label - mean) * (row.Weight / weight))));
    }

    /// <summary>A label as it is trained.</summary>
    public float Standardize(float label) => (float)((label - Mean) / Divisor);

    /// <summary>A difference of trained outputs in the labels' own unit.</summary>
    public double Restore(double difference) => difference * Divisor;

    /// <summary>Weights and the bias after them, made to give labels in their own unit.</summary>
    public float[] Restore(float[] weightsAndBias)
    {
        float[] restored = Array.ConvertAll(weightsAndBias, weight => (float)(weight * Divisor));
        restored[^1] = (float)((weightsAndBias[^1] * Divisor) + Mean);
        return restored;
    }

    /// <summary>Weights and the bias after them that give labels in their own unit, made to give them as they are trained.</summary>
    public float[] Standardize(float[] weightsAndBias)
    {
        float[] standard = Array.ConvertAll(weightsAndBias, weight => (float)(weight / Divisor));
        standard[^1] = Standardize(weightsAndBias[^1]);
        return standard;
    }
}
