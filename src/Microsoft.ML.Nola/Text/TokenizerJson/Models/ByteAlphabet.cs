using System.Collections.Frozen;
using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Models;

/// <summary>
/// The letters that stand for bytes in byte-level vocabularies: printable characters of Latin-1 for themselves, the rest from U+0100 on. So a space is "Ġ".
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Letters = MakeLetters();
    private static readonly FrozenDictionary<char, byte> Bytes =
        Letters.Select(static (letter, value) => (letter, value)).ToFrozenDictionary(static pair => pair.letter, static pair => (byte)pair.value);

    /// <summary>Writes text as the letters of its UTF-8 bytes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="letters">Written to: three for each UTF-16 unit at most.</param>
    /// <param name="position">Where the text lies in a larger one.</param>
    /// <param name="sources">Written to, unless empty: for each letter the UTF-16 unit of the larger text that it comes from.</param>
    /// <returns>How many letters there are.</returns>
    public static int Spell(ReadOnlySpan<char> text, Span<char> letters, int position, Span<int> sources)
    {
        Span<byte> bytes = stackalloc byte[4];
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                letters[count] = Letters[value];
                if (!sources.IsEmpty)
                {
                    sources[count] = position;
                }

                count++;
            }

            position += rune.Utf16SequenceLength;
        }

        return count;
    }

    /// <summary>Appends the bytes that a token's letters stand for, or if it has another letter, its UTF-8 bytes.</summary>
    public static void AppendBytes(string token, List<byte> bytes)
    {
        int start = bytes.Count;
        foreach (char letter in token)
        {
            if (!Bytes.TryGetValue(letter, out byte value))
            {
                bytes.RemoveRange(start, bytes.Count - start);
                bytes.AddRange(Encoding.UTF8.GetBytes(token));
                return;
            }

            bytes.Add(value);
        }
    }

    private static char[] MakeLetters()
    {
        int next = 0x100;
        return
        [
            .. Enumerable.Range(0, 256).Select(value =>
                value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : (char)next++),
        ];
    }
}
