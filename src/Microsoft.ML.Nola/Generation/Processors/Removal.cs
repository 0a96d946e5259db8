namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Removes tokens.</summary>
internal static class Removal
{
    /// <summary>Removes all tokens whose score is below a threshold.</summary>
    public static void Below(float threshold, Span<float> scores)
    {
        // Without a branch, so that it is fast whatever the scores are.
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = scores[i] < threshold ? float.NegativeInfinity : scores[i];
        }
    }
}
