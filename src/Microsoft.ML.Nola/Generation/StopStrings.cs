namespace Microsoft.ML.Nola.Generation;

/// <summary>The strings at which a text ends. Compared character by character, in no culture.</summary>
/// <param name="strings">The strings, none of them empty.</param>
internal sealed class StopStrings(IEnumerable<string> strings)
{
    private readonly string[] _strings = [.. strings];

    /// <summary>Whether there are any.</summary>
    public bool Any => _strings.Length > 0;

    /// <summary>The length of the longest one.</summary>
    public int Longest => _strings.Max(static text => text.Length);

    /// <summary>Where the first of them begins; -1 if the text has none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where the search begins.</param>
    public int Find(ReadOnlySpan<char> text, int from)
    {
        int first = -1;
        foreach (string stop in _strings)
        {
            int at = text[from..].IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && (first < 0 || from + at < first))
            {
                first = from + at;
            }
        }

        return first;
    }

    /// <summary>How many characters at the end of a text may become a stop string.</summary>
    public int CountHeldBack(ReadOnlySpan<char> text)
    {
        int held = 0;
        foreach (string stop in _strings)
        {
            for (int length = Math.Min(stop.Length - 1, text.Length); length > held; length--)
            {
                if (text.EndsWith(stop.AsSpan(0, length), StringComparison.Ordinal))
                {
                    held = length;
                }
            }
        }

        return held;
    }
}
