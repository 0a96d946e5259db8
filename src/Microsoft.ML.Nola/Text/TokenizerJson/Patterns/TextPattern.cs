using System.Text;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

/// <summary>What a file looks for in a text: a string, or a regular expression.</summary>
internal abstract class TextPattern
{
    /// <summary>Finds all matches, from left to right; they do not overlap.</summary>
    public abstract List<PatternMatch> Find(ReadOnlySpan<char> text);

    /// <summary>Says whether no match can have both code points, side by side, or depend on what is beyond the place where they meet.</summary>
    public abstract bool CanBeCut(Rune before, Rune after);

    /// <summary>Says whether a match always begins where the second code point follows the first, and what matches is the same if the text is cut there.</summary>
    public virtual bool Splits(Rune before, Rune after) => false;

    /// <summary>Reads the object {"String": ...} or {"Regex": ...} of a part.</summary>
    /// <param name="settings">The part.</param>
    public static TextPattern Read(JsonSettings settings)
    {
        if (settings.IsString("pattern"))
        {
            return new StringPattern(NotEmpty(settings, "pattern"));
        }

        JsonSettings pattern = settings.GetObject("pattern");
        return pattern.Has("Regex") ? RegexPattern.Read(pattern, "Regex") : new StringPattern(NotEmpty(pattern, "String"));
    }

    private static string NotEmpty(JsonSettings settings, string name) =>
        settings.GetString(name) is { Length: > 0 } text ? text : throw settings.Fault(name, "is empty");
}
