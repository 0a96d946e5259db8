namespace Microsoft.ML.Nola;

/// <summary>How a model does on one class, or on one label of several that a row may have.</summary>
public sealed class ClassMetrics
{
    internal ClassMetrics()
    {
    }

    /// <summary>Gets the name of the class.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>Gets the rows that are of this class.</summary>
    public int Rows { get; internal init; }

    /// <summary>Gets the rows that the model takes for this class.</summary>
    public int PredictedRows { get; internal init; }

    /// <summary>Gets the rows that are of this class and are taken for it.</summary>
    public int CorrectRows { get; internal init; }

    /// <summary>Gets the share of correct rows among those that the model takes for this class; 0 if it takes none.</summary>
    public double Precision => PredictedRows == 0 ? 0 : (double)CorrectRows / PredictedRows;

    /// <summary>Gets the share of correct rows among those that are of this class; 0 if there are none.</summary>
    public double Recall => Rows == 0 ? 0 : (double)CorrectRows / Rows;

    /// <summary>Gets the harmonic mean of precision and recall; 0 if both are 0.</summary>
    public double F1 => Rows + PredictedRows == 0 ? 0 : 2.0 * CorrectRows / (Rows + PredictedRows);
}
