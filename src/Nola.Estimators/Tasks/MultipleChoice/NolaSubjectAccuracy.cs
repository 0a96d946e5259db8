namespace Microsoft.ML.Nola;

/// <summary>How often the best scored choice is right in the rows of one subject.</summary>
public sealed class NolaSubjectAccuracy
{
    internal NolaSubjectAccuracy(long right, long rows)
    {
        Accuracy = (double)right / rows;
        Rows = rows;
    }

    /// <summary>Gets the share of rows whose best choice is right, 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>Gets the number of rows.</summary>
    public long Rows { get; }
}
