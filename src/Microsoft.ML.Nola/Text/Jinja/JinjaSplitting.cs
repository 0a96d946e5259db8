namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>Cuts texts as Python's split, rsplit and splitlines do.</summary>
internal static class JinjaSplitting
{
    /// <summary>Cuts a text at a separator, or at white space.</summary>
    /// <param name="run">Counts what is made.</param>
    /// <param name="text">The text.</param>
    /// <param name="separator">The separator; <c>null</c> for white space, of which no part has any.</param>
    /// <param name="maximum">How often it is cut; below 0, wherever it can be.</param>
    /// <param name="fromEnd">Whether it is cut from the end on.</param>
    /// <exception cref="JinjaFaultException">The separator is empty.</exception>
    public static JinjaList Split(JinjaRun run, string text, string? separator, int maximum, bool fromEnd)
    {
        run.SpendText(text.Length);
        if (separator is { Length: 0 })
        {
            throw new JinjaFaultException("a text is cut at an empty text");
        }

        var parts = new List<object?>();
        int left = maximum < 0 ? int.MaxValue : maximum;
        (int start, int end) = (0, text.Length);
        if (separator is null)
        {
            (start, end) = fromEnd ? (0, JinjaText.StripEnd(text, null).Length) : (text.Length - JinjaText.StripStart(text, null).Length, text.Length);
        }

        while (separator is not null || start < end)
        {
            (int at, int length) = left-- > 0 ? Find(text, start, end, separator, fromEnd) : (-1, 0);
            run.Spend(1);
            if (at < 0)
            {
                parts.Add(text[start..end]);
                break;
            }

            parts.Add(fromEnd ? text[(at + length)..end] : text[start..at]);
            (start, end) = fromEnd ? (start, at) : (at + length, end);
        }

        if (fromEnd)
        {
            parts.Reverse();
        }

        return new JinjaList(parts);
    }

    /// <summary>Cuts a text at its line ends.</summary>
    public static JinjaList Lines(JinjaRun run, string text)
    {
        run.SpendText(text.Length);
        var lines = new List<object?>();
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('\n' or '\r' or '\v' or '\f' or '\u001c' or '\u001d' or '\u001e' or '\u0085' or '\u2028' or '\u2029'))
            {
                continue;
            }

            run.Spend(1);
            lines.Add(text[start..i]);
            i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 1 : 0;
            start = i + 1;
        }

        if (start < text.Length)
        {
            lines.Add(text[start..]);
        }

        return new JinjaList(lines);
    }

    private static (int At, int Length) Find(string text, int start, int end, string? separator, bool fromEnd)
    {
        ReadOnlySpan<char> part = text.AsSpan(start, end - start);
        if (separator is not null)
        {
            int found = fromEnd ? part.LastIndexOf(separator, StringComparison.Ordinal) : part.IndexOf(separator, StringComparison.Ordinal);
            return (found < 0 ? -1 : start + found, separator.Length);
        }

        for (int i = 0; i < part.Length; i++)
        {
            int at = fromEnd ? end - 1 - i : start + i;
            if (JinjaText.IsSpace(text[at]))
            {
                (int first, int last) = (at, at + 1);
                while (first > start && JinjaText.IsSpace(text[first - 1]))
                {
                    first--;
                }

                while (last < end && JinjaText.IsSpace(text[last]))
                {
                    last++;
                }

                return (first, last - first);
            }
        }

        return (-1, 0);
    }
}
