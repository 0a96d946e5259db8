namespace Microsoft.ML.Nola;

/// <summary>
/// How a model does on rows that may have several labels, one, or none. Micro figures count all labels of all rows together, so that frequent labels decide
/// them; macro figures are the means over labels, so that each counts the same. A share of nothing is 0, as in scikit-learn.
/// </summary>
public sealed class MultiLabelClassificationMetrics
{
    internal MultiLabelClassificationMetrics(IReadOnlyList<ClassMetrics> labels, int rows, int exactRows)
    {
        Labels = labels;
        Rows = rows;
        SubsetAccuracy = (double)exactRows / rows;
        Total = new ClassMetrics
        {
            Rows = labels.Sum(static label => label.Rows),
            PredictedRows = labels.Sum(static label => label.PredictedRows),
            CorrectRows = labels.Sum(static label => label.CorrectRows),
        };
    }

    /// <summary>Gets the figures of each label, in the order of the vector. A label without a name has its number, from 0.</summary>
    public IReadOnlyList<ClassMetrics> Labels { get; }

    /// <summary>Gets the number of rows.</summary>
    public int Rows { get; }

    /// <summary>Gets the share of predicted labels that are right, of all rows together.</summary>
    public double MicroPrecision => Total.Precision;

    /// <summary>Gets the share of labels that are predicted, of all rows together.</summary>
    public double MicroRecall => Total.Recall;

    /// <summary>Gets the harmonic mean of <see cref="MicroPrecision"/> and <see cref="MicroRecall"/>.</summary>
    public double MicroF1 => Total.F1;

    /// <summary>Gets the mean of the labels' precisions.</summary>
    public double MacroPrecision => Labels.Average(static label => label.Precision);

    /// <summary>Gets the mean of the labels' recalls.</summary>
    public double MacroRecall => Labels.Average(static label => label.Recall);

    /// <summary>Gets the mean of the labels' F1.</summary>
    public double MacroF1 => Labels.Average(static label => label.F1);

    /// <summary>Gets the share of rows whose labels are all predicted and no others.</summary>
    public double SubsetAccuracy { get; }

    /// <summary>Gets the share of Booleans, of all rows and labels, that are wrong; 0 is best.</summary>
    public double HammingLoss => (Total.Rows + Total.PredictedRows - (2.0 * Total.CorrectRows)) / ((double)Rows * Labels.Count);

    private ClassMetrics Total { get; }
}
