namespace Microsoft.ML.Nola;

/// <summary>Rows of one class that the model takes for another.</summary>
public sealed class ConfusedPair
{
    internal ConfusedPair()
    {
    }

    /// <summary>Gets the class that the rows are of, from 0.</summary>
    public int Actual { get; internal init; }

    /// <summary>Gets the class that the model takes them for, from 0.</summary>
    public int Predicted { get; internal init; }

    /// <summary>Gets the name of the class that the rows are of.</summary>
    public string ActualName { get; internal init; } = string.Empty;

    /// <summary>Gets the name of the class that the model takes them for.</summary>
    public string PredictedName { get; internal init; } = string.Empty;

    /// <summary>Gets the rows.</summary>
    public int Rows { get; internal init; }

    /// <summary>Gets their share among all rows of their class.</summary>
    public double Share { get; internal init; }
}
