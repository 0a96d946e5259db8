using System.Text;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>Counts the words of a text, which white space separates, and notes for each id the word that it comes from.</summary>
/// <param name="words">Where to note it; <c>null</c> if nobody asks.</param>
internal struct WordCounter(List<int>? words)
{
    private int _word = -1;
    private bool _isInside;

    public readonly bool IsWanted => words is not null;

    /// <summary>Goes on over white space and the word after it.</summary>
    /// <returns>The length of both.</returns>
    public int NextWord(ReadOnlySpan<char> text)
    {
        int start = Count(text, areSpaces: true);
        int length = Count(text[start..], areSpaces: false);
        _isInside &= start == 0;
        if (length > 0 && !_isInside)
        {
            _word++;
            _isInside = true;
        }

        return start + length;
    }

    /// <summary>Notes that ids come from the word that was gone over last.</summary>
    public readonly void AddIds(int count)
    {
        for (int i = 0; i < count; i++)
        {
            words!.Add(_word);
        }
    }

    /// <summary>Goes on over a token that was found in the raw text. It comes from the word in which it begins.</summary>
    public void AddToken(ReadOnlySpan<char> content)
    {
        if (!IsWanted)
        {
            return;
        }

        int length = NextWord(content);
        AddIds(1);
        for (content = content[length..]; !content.IsEmpty; content = content[length..])
        {
            length = NextWord(content);
        }
    }

    private static int Count(ReadOnlySpan<char> text, bool areSpaces)
    {
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (BertCharacters.IsSpace(rune) != areSpaces)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }
}
