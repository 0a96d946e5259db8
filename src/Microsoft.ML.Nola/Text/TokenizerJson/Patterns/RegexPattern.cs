using System.Collections.Frozen;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

/// <summary>
/// Looks for a regular expression. Files have them in Oniguruma's language, which is translated to .NET's. The text is searched as a shadow of itself that has
/// one UTF-16 unit for each code point: .NET matches units, and would take half of a rare ideograph for no letter.
/// </summary>
internal sealed class RegexPattern : TextPattern
{
    /// <summary>The words of Llama 3.</summary>
    public const string Llama3 =
        """(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""";

    /// <summary>The words of Qwen2.</summary>
    public const string Qwen2 = """(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+""";

    /// <summary>A longer pattern is refused before it is compiled.</summary>
    private const int LongestPattern = 4096;

    /// <summary>How long one match may be looked for. Patterns of real files need microseconds; one that was made to hang needs for ever.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>All matches of a text may take as long again for each so many characters; real ones need a thousandth.</summary>
    private const int CharactersASecond = 20_000;

    /// <summary>Patterns of which none can match a space that follows a letter or digit other than at its beginning.</summary>
    private static readonly FrozenSet<string> WordsBeginWithSpace = FrozenSet.Create(
        StringComparer.Ordinal,
        Llama3,
        Qwen2,
        """'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""",
        """(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+""");

    private readonly string _pattern;
    private readonly string _origin;
    private readonly Regex _regex;

    private RegexPattern(string pattern, Regex regex, string origin)
    {
        _pattern = pattern;
        _regex = regex;
        _origin = origin;
    }

    /// <summary>Reads a pattern of a file.</summary>
    /// <exception cref="CorruptModelException">It is no regular expression.</exception>
    /// <exception cref="NolaCompatibilityException">It has something that .NET cannot do in the same way.</exception>
    public static RegexPattern Read(JsonSettings settings, string name)
    {
        string pattern = settings.GetString(name);
        if (pattern.Length is 0 or > LongestPattern)
        {
            throw settings.Fault(name, FormattableString.Invariant($"has {pattern.Length} characters, not from 1 to {LongestPattern}"));
        }

        string translated = OnigurumaPattern.Translate(pattern, out string? unknown)
            ?? throw TokenizerParts.Refuse(settings, name, $"has {unknown}, which this version cannot match as its reference does");
        try
        {
            return new RegexPattern(pattern, Compile(translated), settings.Origin);
        }
        catch (ArgumentException exception)
        {
            throw new CorruptModelException(settings.Origin, $"'{settings.NameOf(name)}' is no regular expression ({exception.Message})", exception);
        }
    }

    /// <summary>Makes a pattern that is known to be translatable.</summary>
    public static RegexPattern Create(string pattern) => new(pattern, Compile(OnigurumaPattern.Translate(pattern, out _)!), "");

    public override List<PatternMatch> Find(ReadOnlySpan<char> text)
    {
        List<PatternMatch> matches = [];
        ShadowText shadow = ShadowText.Create(text);
        long start = Stopwatch.GetTimestamp();
        TimeSpan limit = TimeLimit * (1 + (text.Length / CharactersASecond));
        try
        {
            foreach (ValueMatch match in _regex.EnumerateMatches(shadow.Text))
            {
                int first = shadow.Position(match.Index);
                matches.Add(new(first, shadow.Position(match.Index + match.Length) - first));
                if (Stopwatch.GetElapsedTime(start) > limit)
                {
                    throw TooSlow(text.Length, limit, null);
                }
            }
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw TooSlow(text.Length, TimeLimit, exception);
        }

        return matches;
    }

    public override bool CanBeCut(Rune before, Rune after) => _pattern switch
    {
        " {2,}" => before.Value != ' ' || after.Value != ' ',
        @"\s+" or @"\s" => !CharacterKinds.IsSpace(before) || !CharacterKinds.IsSpace(after),
        _ => false,
    };

    public override bool Splits(Rune before, Rune after) =>
        after.Value == ' ' && WordsBeginWithSpace.Contains(_pattern) && (CharacterKinds.IsLetter(before) || CharacterKinds.IsNumber(before));

    private CorruptModelException TooSlow(int length, TimeSpan limit, Exception? cause) => new(
        _origin,
        FormattableString.Invariant($"its regular expression '{_pattern}' took more than {limit.TotalSeconds} seconds over a text of {length} characters"),
        cause);

    // In Ruby's language, ^ and $ match at every line. Not NonBacktracking: " ?[^(]+" loses the % of ")% x" with it, in .NET 10.0. Hence the time limit.
    private static Regex Compile(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.Multiline, TimeLimit);
}
