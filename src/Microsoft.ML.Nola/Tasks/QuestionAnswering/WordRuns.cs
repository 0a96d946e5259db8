using System.Globalization;
using System.Text;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Cuts a text into words at white space, and words into runs: letters, marks and digits in a row, or a single other character.</summary>
internal static class WordRuns
{
    /// <summary>Letters of scripts that put no space between words: kana, ideographs, Thai, Lao, Burmese, Khmer. Each is a run.</summary>
    private static readonly (int First, int Last)[] Unspaced =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3100, 0x312F), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
        (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
    ];

    /// <summary>The words of a text.</summary>
    public static IEnumerable<TextSpan> Words(string text)
    {
        for (int start = 0; start < text.Length; start++)
        {
            int end = start;
            while (end < text.Length && !IsSpace(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                yield return new TextSpan(start, end - start);
            }

            start = end;
        }
    }

    /// <summary>The runs of a word.</summary>
    public static List<TextSpan> Of(string text, TextSpan word)
    {
        List<TextSpan> runs = [];
        bool isOpen = false;
        int at = word.Start;
        foreach (Rune rune in text.AsSpan(word.Start, word.Length).EnumerateRunes())
        {
            int length = rune.Utf16SequenceLength;
            bool isLetter = Rune.IsLetterOrDigit(rune) && !IsUnspaced(rune.Value);
            if (runs.Count > 0 && (IsMark(rune) || (isLetter && isOpen)))
            {
                runs[^1] = runs[^1] with { Length = runs[^1].Length + length };
            }
            else
            {
                runs.Add(new TextSpan(at, length));
                isOpen = isLetter;
            }

            at += length;
        }

        return runs;
    }

    /// <summary>What every tokenizer takes for white space.</summary>
    private static bool IsSpace(char value) => value is ' ' or '\t' or '\n' or '\r'
        || CharUnicodeInfo.GetUnicodeCategory(value) is UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsUnspaced(int value) => Array.Exists(Unspaced, range => value >= range.First && value <= range.Last);
}
