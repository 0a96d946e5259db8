using System.Text;
using Microsoft.ML.Nola.Generation;

namespace Microsoft.ML.Nola.Tasks.TextGeneration;

/// <summary>Makes the numbers of the score column.</summary>
internal static class ContinuationScores
{
    /// <summary>The score of a continuation; NaN if it is empty, which is no continuation.</summary>
    public static float Normalize(ContinuationScore score, string continuation, ScoreNormalization normalization)
    {
        if (score.Tokens == 0)
        {
            return float.NaN;
        }

        string text = continuation.Trim();
        double divisor = normalization switch
        {
            ScoreNormalization.Tokens => score.Tokens,
            ScoreNormalization.Characters => text.EnumerateRunes().Count(),
            ScoreNormalization.Bytes => Encoding.UTF8.GetByteCount(text),
            _ => 1,
        };

        // Of white space alone nothing is left to divide by.
        return (float)(score.LogLikelihood / Math.Max(1, divisor));
    }
}
