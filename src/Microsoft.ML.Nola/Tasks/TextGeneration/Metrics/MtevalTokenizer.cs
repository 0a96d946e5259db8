using System.Text.RegularExpressions;

namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>Cuts texts into words as the script mteval-v13a does: punctuation stands apart, but for hyphens, apostrophes and what is inside numbers.</summary>
internal static partial class MtevalTokenizer
{
    /// <summary>The words of a text, in its letters' own case.</summary>
    public static string[] Tokenize(string text)
    {
        text = text.Replace("<skipped>", string.Empty, StringComparison.Ordinal)
            .Replace("-\n", string.Empty, StringComparison.Ordinal)
            .Replace('\n', ' ')
            .Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal);

        // The spaces around the text are neighbours of its first and last mark.
        text = Punctuation().Replace($" {text} ", " $0 ");
        text = MarkAfterOther().Replace(text, "${other} ${mark} ");
        text = MarkBeforeOther().Replace(text, " ${mark} ${other}");
        text = DashAfterDigit().Replace(text, "${digit} - ");
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"[{-~\[-` -&(-+:-@/]", RegexOptions.CultureInvariant)]
    private static partial Regex Punctuation();

    [GeneratedRegex("(?<other>[^0-9])(?<mark>[.,])", RegexOptions.CultureInvariant)]
    private static partial Regex MarkAfterOther();

    [GeneratedRegex("(?<mark>[.,])(?<other>[^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex MarkBeforeOther();

    [GeneratedRegex("(?<digit>[0-9])-", RegexOptions.CultureInvariant)]
    private static partial Regex DashAfterDigit();
}
