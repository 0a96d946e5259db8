namespace Microsoft.ML.Nola;

/// <summary>How often the best scored choice is right in the rows of one subject.</summary>
public sealed class NolaSubjectAccuracy
{
    internal NolaSubjectAccuracy(long right, long rows)
    {
        Right = right;
        Rows = rows;
    }

    /// <summary>Gets the share of rows whose best choice is right, 0 to 1.</summary>
    public double Accuracy => (double)Right / Rows;

    /// <summary>Gets the number of rows.</summary>
    public long Rows { get; }

    /// <summary>A subject without rows.</summary>
    internal static NolaSubjectAccuracy None { get; } = new(0, 0);

    /// <summary>The rows whose best choice is right.</summary>
    internal long Right { get; }
}
