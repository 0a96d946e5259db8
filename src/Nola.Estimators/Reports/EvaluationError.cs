namespace Microsoft.ML.Nola;

/// <summary>A row that the model takes for a wrong class.</summary>
public sealed class EvaluationError
{
    internal EvaluationError()
    {
    }

    /// <summary>Gets the number of the row in the data, from 0.</summary>
    public long Row { get; internal init; }

    /// <summary>Gets the texts of the row, in the order of <see cref="EvaluationReport.TextColumnNames"/>.</summary>
    public IReadOnlyList<string> Texts { get; internal init; } = [];

    /// <summary>Gets the class that the row is of, from 0.</summary>
    public int Actual { get; internal init; }

    /// <summary>Gets the class that the model takes it for, from 0.</summary>
    public int Predicted { get; internal init; }

    /// <summary>Gets the name of the class that the row is of.</summary>
    public string ActualName { get; internal init; } = string.Empty;

    /// <summary>Gets the name of the class that the model takes it for.</summary>
    public string PredictedName { get; internal init; } = string.Empty;

    /// <summary>Gets the probability of the predicted class, or its score if the model gives no probabilities.</summary>
    public double Confidence { get; internal init; }

    /// <summary>Gets the probability of the right class, or its score if the model gives no probabilities.</summary>
    public double ActualConfidence { get; internal init; }
}
