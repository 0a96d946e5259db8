using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

/// <summary>How often each label is among the training rows.</summary>
internal static class LabelShares
{
    /// <summary>The share of the rows' weight that has each label, as if there were one row more that has half of every label: never 0 and never 1.</summary>
    public static float[] Of(TrainingSet<bool[]> train, int labels)
    {
        var sums = new double[labels];
        double total = 0;
        for (int row = 0; row < train.Targets.Count; row++)
        {
            double weight = train.Weights?[row] ?? 1;
            total += weight;
            for (int label = 0; label < labels; label++)
            {
                sums[label] += train.Targets[row][label] ? weight : 0;
            }
        }

        return [.. sums.Select(sum => (float)((sum + 0.5) / (total + 1)))];
    }
}
