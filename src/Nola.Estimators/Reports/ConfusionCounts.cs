namespace Microsoft.ML.Nola;

/// <summary>How often rows of one class were taken for another: a confusion matrix. Only what is not zero is stored.</summary>
public sealed class ConfusionCounts
{
    private readonly Dictionary<(int Actual, int Predicted), int> _counts = [];

    internal ConfusionCounts(int numberOfClasses)
    {
        NumberOfClasses = numberOfClasses;
    }

    /// <summary>Gets the number of classes.</summary>
    public int NumberOfClasses { get; }

    /// <summary>Gets how many rows of a class were taken for a class.</summary>
    /// <param name="actual">The class that they are of, from 0.</param>
    /// <param name="predicted">The class that the model takes them for, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int this[int actual, int predicted]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(actual);
            ArgumentOutOfRangeException.ThrowIfNegative(predicted);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(actual, NumberOfClasses);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(predicted, NumberOfClasses);
            return _counts.GetValueOrDefault((actual, predicted));
        }
    }

    /// <summary>All cells that are not zero, in no order.</summary>
    internal IEnumerable<(int Actual, int Predicted, int Rows)> Cells => _counts.Select(static cell => (cell.Key.Actual, cell.Key.Predicted, cell.Value));

    internal void Add(int actual, int predicted) => _counts[(actual, predicted)] = _counts.GetValueOrDefault((actual, predicted)) + 1;
}
