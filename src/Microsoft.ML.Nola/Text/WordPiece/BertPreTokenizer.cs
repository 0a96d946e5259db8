using System.Text;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>
/// Splits normalised text into words: at spaces, and around each punctuation character. That of Microsoft.ML.Tokenizers splits by .NET's punctuation and leaves ASCII
/// symbols such as $ and + inside words.
/// </summary>
internal static class BertPreTokenizer
{
    /// <summary>Finds the words.</summary>
    /// <param name="text">Text in which the space is the only white space, without control characters.</param>
    public static List<(int Offset, int Length)> Split(ReadOnlySpan<char> text)
    {
        List<(int Offset, int Length)> words = new(text.Length / 4);
        int start = 0;
        for (int i = 0; i < text.Length;)
        {
            char character = text[i];
            int length = 1;
            bool splits;
            if (char.IsAscii(character))
            {
                splits = !char.IsAsciiLetterOrDigit(character);
            }
            else
            {
                // A lone surrogate is one that stands for an unknown word.
                Rune.DecodeFromUtf16(text[i..], out Rune rune, out length);
                splits = BertCharacters.IsPunctuation(rune);
            }

            if (splits)
            {
                Add(words, start, i);
                start = i + length;
                if (character != ' ')
                {
                    words.Add((i, length));
                }
            }

            i += length;
        }

        Add(words, start, text.Length);
        return words;
    }

    /// <summary>
    /// Says where the word begins that reaches the end of the text, since it may go on in the text that follows; the end of the text if no word reaches it.
    /// </summary>
    public static int StartOfLastWord(ReadOnlySpan<char> text)
    {
        int start = text.Length;
        while (start > 0)
        {
            Rune.DecodeLastFromUtf16(text[..start], out Rune rune, out int length);
            if (rune.IsAscii ? !char.IsAsciiLetterOrDigit((char)rune.Value) : BertCharacters.IsPunctuation(rune))
            {
                break;
            }

            start -= length;
        }

        return start;
    }

    private static void Add(List<(int Offset, int Length)> words, int start, int end)
    {
        if (end > start)
        {
            words.Add((start, end - start));
        }
    }
}
