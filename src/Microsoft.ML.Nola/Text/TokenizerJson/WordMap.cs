using System.Text;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>Knows of which word of the raw text, separated by white space, each character of the normalised text is.</summary>
/// <param name="normalizer">The normalizer, or <c>null</c>.</param>
internal sealed class WordMap(INormalizer? normalizer)
{
    private int _word = -1;
    private bool _isInside;

    /// <summary>Normalises the next part of a text.</summary>
    /// <param name="part">The part.</param>
    /// <param name="begins">Whether its segment begins with it.</param>
    /// <param name="ends">Whether its segment ends with it.</param>
    /// <param name="words">For each character of the result its word. White space counts to the word after it, at the end to the last.</param>
    public string Normalize(string part, bool begins, bool ends, out int[] words)
    {
        StringBuilder normalized = new(part.Length);
        List<int> wordOf = new(part.Length);
        for (int position = 0; position < part.Length;)
        {
            int start = position;
            position += NextWord(part.AsSpan(position), out int word);
            // A word that the normalizer does not part from the next counts with it.
            while (position < part.Length && !CanBeCut(part, position))
            {
                position += NextWord(part.AsSpan(position), out _);
            }

            string piece = part[start..position];
            normalized.Append(normalizer?.Normalize(piece, begins && start == 0, ends && position == part.Length) ?? piece);
            wordOf.AddRange(Enumerable.Repeat(word, normalized.Length - wordOf.Count));
        }

        words = [.. wordOf];
        return normalized.ToString();
    }

    /// <summary>Goes on over a token.</summary>
    /// <returns>The word in which it begins.</returns>
    public int GoOver(ReadOnlySpan<char> content)
    {
        content = content[NextWord(content, out int first)..];
        while (!content.IsEmpty)
        {
            content = content[NextWord(content, out _)..];
        }

        return first;
    }

    private bool CanBeCut(string text, int at)
    {
        Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out Rune before, out _);
        return normalizer?.CanBeCut(before, Rune.GetRuneAt(text, at)) ?? true;
    }

    private int NextWord(ReadOnlySpan<char> text, out int word)
    {
        int start = AddedTokenSpace.Leading(text);
        int length = start;
        foreach (Rune rune in text[start..].EnumerateRunes())
        {
            if (CharacterKinds.IsSpace(rune))
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        _isInside &= start == 0;
        if (length > start && !_isInside)
        {
            _word++;
            _isInside = true;
        }

        word = _word;
        return length;
    }
}
