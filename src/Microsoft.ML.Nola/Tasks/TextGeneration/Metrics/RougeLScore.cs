namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>
/// ROUGE-L (Lin, 2004) as pycocoevalcap computes it: F of the longest common subsequence with beta 1.2, from the best precision and the best recall over the
/// references; for a corpus, the mean over outputs.
/// </summary>
internal sealed class RougeLScore
{
    private const double BetaSquared = 1.2 * 1.2;

    private double _sum;
    private long _outputs;

    /// <summary>0 to 1.</summary>
    public double Value => _sum / _outputs;

    public void Add(int[] output, IReadOnlyList<int[]> references)
    {
        _sum += Compute(output, references);
        _outputs++;
    }

    /// <summary>The score of one output.</summary>
    public static double Compute(int[] output, IReadOnlyList<int[]> references)
    {
        (double precision, double recall) = (0, 0);
        foreach (int[] reference in references)
        {
            int common = LongestCommonSubsequence(output, reference);
            if (common > 0)
            {
                precision = Math.Max(precision, (double)common / output.Length);
                recall = Math.Max(recall, (double)common / reference.Length);
            }
        }

        return precision > 0 ? (1 + BetaSquared) * precision * recall / (recall + (BetaSquared * precision)) : 0;
    }

    private static int LongestCommonSubsequence(int[] one, int[] other)
    {
        // A row of the usual table: what stands at a place is the longest of the beginning of both.
        int[] longest = new int[other.Length + 1];
        foreach (int word in one)
        {
            int before = 0;
            for (int i = 0; i < other.Length; i++)
            {
                int above = longest[i + 1];
                longest[i + 1] = word == other[i] ? before + 1 : Math.Max(above, longest[i]);
                before = above;
            }
        }

        return longest[^1];
    }
}
