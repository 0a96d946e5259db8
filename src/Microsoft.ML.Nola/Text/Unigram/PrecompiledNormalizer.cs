using System.Globalization;
using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson;

namespace Microsoft.ML.Nola.Text.Unigram;

/// <summary>
/// The Precompiled normalizer of a tokenizer.json. As the reference does, it looks at what a reader takes for one character first: if that has less than six
/// bytes and begins with a rule, all of it is replaced, so that e with two accents loses the second one. Else each code point goes by itself.
/// </summary>
internal sealed class PrecompiledNormalizer : INormalizer
{
    private const string Name = "precompiled_charsmap";

    /// <summary>Graphemes of as many bytes of UTF-8 are taken apart.</summary>
    private const int LongGrapheme = 6;

    private readonly PrecompiledMap _map;

    // By code; null: the character stays.
    private readonly string?[] _ascii;

    private PrecompiledNormalizer(PrecompiledMap map)
    {
        _map = map;
        _ascii = [.. Enumerable.Range(0, 128).Select(value => map.Find([(byte)value]))];
    }

    /// <summary>Reads the normalizer.</summary>
    /// <exception cref="CorruptModelException">Its table is missing or faulty.</exception>
    public static PrecompiledNormalizer Read(JsonSettings settings)
    {
        byte[] content;
        try
        {
            content = Convert.FromBase64String(settings.GetString(Name));
        }
        catch (FormatException exception)
        {
            throw new CorruptModelException(settings.Origin, $"'{settings.NameOf(Name)}' is not base64", exception);
        }

        return new PrecompiledNormalizer(PrecompiledMap.Parse(content, cause => settings.Fault(Name, cause)));
    }

    public string Normalize(string text, bool begins, bool ends)
    {
        StringBuilder? result = null;
        int copied = 0;
        ReadOnlySpan<char> span = text;
        for (int position = 0; position < span.Length;)
        {
            if (IsAsciiAlone(span, position))
            {
                Replace(ref result, ref copied, text, position, 1, _ascii[span[position]]);
                position++;
                continue;
            }

            int length = StringInfo.GetNextTextElementLength(span[position..]);
            if (!TryReplace(ref result, ref copied, text, position, length))
            {
                for (int at = position; at < position + length;)
                {
                    Rune.DecodeFromUtf16(span[at..], out _, out int units);
                    Replace(ref result, ref copied, text, at, units, Find(span.Slice(at, units)));
                    at += units;
                }
            }

            position += length;
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Between letters, digits and punctuation of which none joins its neighbour.</summary>
    public bool CanBeCut(Rune before, Rune after) => IsNeverJoined(before.Value) && IsNeverJoined(after.Value);

    private static bool IsNeverJoined(int value) => value is (>= ' ' and <= '~') or (>= 0xC0 and <= 0x2FF) or (>= 0x391 and <= 0x3C9) or (>= 0x400 and <= 0x482)
        or (>= 0x3041 and <= 0x3096) or (>= 0x30A1 and <= 0x30FA) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xFF01 and <= 0xFF60);

    // Of ASCII characters nothing but CR and LF makes one character of two.
    private static bool IsAsciiAlone(ReadOnlySpan<char> text, int position) =>
        text[position] < 128 && text[position] != '\r' && (position + 1 == text.Length || text[position + 1] < 128);

    private bool TryReplace(ref StringBuilder? result, ref int copied, string text, int start, int length)
    {
        ReadOnlySpan<char> grapheme = text.AsSpan(start, length);
        if (length >= LongGrapheme || Encoding.UTF8.GetByteCount(grapheme) >= LongGrapheme || Find(grapheme) is not { } replacement)
        {
            return false;
        }

        Replace(ref result, ref copied, text, start, length, replacement);
        return true;
    }

    private string? Find(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[LongGrapheme];
        return _map.Find(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private static void Replace(ref StringBuilder? result, ref int copied, string text, int start, int length, string? replacement)
    {
        if (replacement is not null)
        {
            result = (result ?? new StringBuilder(text.Length)).Append(text, copied, start - copied).Append(replacement);
            copied = start + length;
        }
    }
}
