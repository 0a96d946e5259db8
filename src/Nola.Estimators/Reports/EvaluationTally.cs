namespace Microsoft.ML.Nola.Reports;

/// <summary>The sums of an evaluation, row by row. What it holds depends on the number of classes and of errors kept, not on that of rows.</summary>
/// <param name="numberOfClasses">The number of classes.</param>
/// <param name="errorCount">How many errors are kept.</param>
internal sealed class EvaluationTally(int numberOfClasses, int errorCount)
{
    // ML.NET's multiclass evaluator takes no probability for less, so that one sure error does not make the loss infinite.
    private const double LeastProbability = 1e-15;

    private readonly PriorityQueue<Error, (double Confidence, long Later)> _errors = new();
    private double _loss;

    public ConfusionCounts Confusion { get; } = new(numberOfClasses);

    public Calibration Calibration { get; } = new();

    public int Rows { get; private set; }

    public int CorrectRows { get; private set; }

    /// <summary>Whether all scores were probabilities.</summary>
    public bool HasProbabilities { get; private set; } = true;

    /// <summary>The mean negative logarithm, to base e, of the probability of the right class.</summary>
    public double LogLoss => Rows == 0 ? 0 : _loss / Rows;

    /// <summary>The errors, the most confident first.</summary>
    public IEnumerable<Error> Errors =>
        _errors.UnorderedItems.OrderByDescending(static item => item.Priority).Select(static item => item.Element);

    /// <summary>Adds a row.</summary>
    /// <param name="number">Its number in the data.</param>
    /// <param name="row">What it is, and what it is taken for.</param>
    /// <param name="readTexts">Reads its texts; called only if the row is an error that is kept.</param>
    public void Add(long number, EvaluatedRow row, Func<IReadOnlyList<string>> readTexts)
    {
        bool correct = row.Actual == row.Predicted;
        Rows++;
        CorrectRows += correct ? 1 : 0;
        Confusion.Add(row.Actual, row.Predicted);
        HasProbabilities &= row.AreProbabilities;
        if (HasProbabilities)
        {
            Calibration.Add(row.Confidence, correct);
            _loss -= Math.Log(Math.Clamp(row.ActualConfidence, LeastProbability, 1));
        }

        // Of equally sure errors the first ones are kept.
        (double, long) priority = (row.Confidence, -number);
        if (correct || errorCount == 0 || (_errors.Count == errorCount && IsLess(priority)))
        {
            return;
        }

        if (_errors.Count == errorCount)
        {
            _errors.Dequeue();
        }

        _errors.Enqueue(new Error(number, row, readTexts()), priority);
    }

    private bool IsLess((double, long) priority) => _errors.TryPeek(out _, out var least) && priority.CompareTo(least) < 0;

    /// <summary>An error.</summary>
    internal sealed record Error(long Number, EvaluatedRow Row, IReadOnlyList<string> Texts);
}
