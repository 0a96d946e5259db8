using System.Text.RegularExpressions;

namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>
/// Cuts English texts in lower case into words as pycocoevalcap does by Stanford's tokenizer: words of the Penn Treebank, without punctuation. These are the
/// rules that ordinary prose meets, not all of Stanford's.
/// </summary>
internal static partial class TreebankTokenizer
{
    private static readonly string[] Clitics = ["n't", "'s", "'re", "'ve", "'ll", "'d", "'m"];

    private static readonly string[] Domains = [".com", ".net", ".org", ".edu"];

    /// <summary>Words that are two, and how long the first is.</summary>
    private static readonly Dictionary<string, int> Joined = new(StringComparer.Ordinal)
    {
        ["cannot"] = 3,
        ["gonna"] = 3,
        ["gotta"] = 3,
        ["wanna"] = 3,
        ["gimme"] = 3,
        ["lemme"] = 3,
    };

    /// <summary>Abbreviations that keep their point.</summary>
    private static readonly HashSet<string> Abbreviations = new(
        ("mr. mrs. ms. dr. st. mt. jr. sr. prof. gen. rep. sen. gov. inc. ltd. co. corp. bros. vs. etc. "
        + "jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec.").Split(' '),
        StringComparer.Ordinal);

    /// <summary>The words of a text that is in lower case.</summary>
    public static List<string> Tokenize(string text)
    {
        text = text.Replace('\u2019', '\'').Replace('\u2018', '\'');
        text = Separators().Replace(text, " ");
        text = MarksOutsideNumbers().Replace(text, " ");
        text = Signs().Replace(text, " $0 ");
        List<string> words = [];
        foreach (string piece in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (KeepsPoints(piece))
            {
                words.Add(piece);
                continue;
            }

            foreach (string part in PointAfterLetter().Split(piece))
            {
                AddWord(words, part);
            }
        }

        return words;
    }

    private static void AddWord(List<string> words, string word)
    {
        if (Array.IndexOf(Clitics, word) < 0)
        {
            word = word.TrimStart('\'', '`', '-', '.').TrimEnd('\'', '`', '-', '.');
        }

        if (word.Length == 0)
        {
            return;
        }

        if (Joined.TryGetValue(word, out int first))
        {
            words.Add(word[..first]);
            words.Add(word[first..]);
            return;
        }

        string? clitic = Array.Find(Clitics, clitic => word.Length > clitic.Length && word.EndsWith(clitic, StringComparison.Ordinal));
        if (clitic is not null)
        {
            AddWord(words, word[..^clitic.Length]);
            word = clitic;
        }

        words.Add(word);
    }

    private static bool KeepsPoints(string piece) =>
        Abbreviations.Contains(piece) || Initials().IsMatch(piece) || piece.StartsWith("www.", StringComparison.Ordinal)
        || Array.Exists(Domains, domain => piece.EndsWith(domain, StringComparison.Ordinal));

    /// <summary>Marks that are dropped wherever they stand. Stanford's escapes of brackets are dropped too.</summary>
    [GeneratedRegex("""["?!;()\[\]{}\u201c\u201d\u2013\u2014\u2026]|--+|\.\.+|``""", RegexOptions.CultureInvariant)]
    private static partial Regex Separators();

    [GeneratedRegex("(?<![0-9])[,:]|[,:](?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex MarksOutsideNumbers();

    /// <summary>Signs that are words of their own.</summary>
    [GeneratedRegex("[$%\u00a3\u00a5\u20ac\u00a2]|#(?=[0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Signs();

    /// <summary>A point between sentences without a space.</summary>
    [GeneratedRegex(@"(?<=\p{L})\.(?=[\p{L}0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex PointAfterLetter();

    [GeneratedRegex(@"^(?:[a-z]\.)+[a-z]\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex Initials();
}
