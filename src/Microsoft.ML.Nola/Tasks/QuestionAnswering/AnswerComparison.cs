using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Compares answers as the script of SQuAD does: in lower case, without ASCII punctuation and English articles, white space joined.</summary>
internal static partial class AnswerComparison
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /// <summary>Whether two answers are equal, and F1 between their words. Two answers without a word are equal; one without a word has nothing of another.</summary>
    public static (bool IsExact, double F1) Compare(string predicted, string accepted)
    {
        string[] found = Words(predicted);
        string[] right = Words(accepted);
        bool isExact = found.AsSpan().SequenceEqual(right);
        if (found.Length == 0 || right.Length == 0)
        {
            return (isExact, isExact ? 1 : 0);
        }

        int common = found.CountBy(static word => word, StringComparer.Ordinal)
            .Join(right.CountBy(static word => word, StringComparer.Ordinal), static one => one.Key, static one => one.Key,
                static (one, other) => Math.Min(one.Value, other.Value), StringComparer.Ordinal)
            .Sum();
        return (isExact, 2.0 * common / (found.Length + right.Length));
    }

    private static string[] Words(string answer)
    {
        var text = new StringBuilder(answer.Length);
        foreach (Rune rune in answer.EnumerateRunes())
        {
            if (!rune.IsAscii || !Punctuation.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                LowerCase.Append(text, rune);
            }
        }

        return Articles().Replace(text.ToString(), " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"\b(?:a|an|the)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Articles();
}
