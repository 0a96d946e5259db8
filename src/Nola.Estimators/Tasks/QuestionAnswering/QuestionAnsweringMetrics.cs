namespace Microsoft.ML.Nola;

/// <summary>How good predicted answers are, as SQuAD's script counts: in lower case, without punctuation and English articles.</summary>
public sealed class QuestionAnsweringMetrics
{
    internal QuestionAnsweringMetrics(double exactMatch, double f1, long rows)
    {
        ExactMatch = exactMatch;
        F1 = f1;
        Rows = rows;
    }

    /// <summary>Gets the share of rows whose answer is equal to an accepted one, 0 to 1; SQuAD's script gives percent.</summary>
    public double ExactMatch { get; }

    /// <summary>Gets the mean over rows of the F1 between the words of the answer and those of the accepted answer that it has most of, 0 to 1.</summary>
    public double F1 { get; }

    /// <summary>Gets the number of rows.</summary>
    public long Rows { get; }
}
