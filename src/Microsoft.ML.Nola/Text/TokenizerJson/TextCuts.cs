using System.Text;
using Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>Finds where a text may be taken in parts.</summary>
/// <param name="parts">The tokenizer.</param>
/// <param name="tokens">The tokens that are looked for in normalised text.</param>
internal sealed class TextCuts(PipelineParts parts, NormalizedTokens tokens)
{
    /// <summary>Says how long the next part of a text is: close to a limit if possible, else as long as it must be.</summary>
    public int LengthOfPart(ReadOnlySpan<char> text, int limit)
    {
        if (text.Length <= limit)
        {
            return text.Length;
        }

        for (int at = limit; at > 0; at--)
        {
            if (CanBeCut(text, at))
            {
                return at;
            }
        }

        int length = limit + 1;
        while (length < text.Length && !CanBeCut(text, length))
        {
            length++;
        }

        return length;
    }

    private bool CanBeCut(ReadOnlySpan<char> text, int at)
    {
        if (char.IsSurrogate(text[at]) || char.IsSurrogate(text[at - 1]))
        {
            return !char.IsLowSurrogate(text[at]) && CanBeCut(LastOf(text[..at]), FirstOf(text[at..]));
        }

        return CanBeCut(new Rune(text[at - 1]), new Rune(text[at]));
    }

    private bool CanBeCut(Rune before, Rune after)
    {
        if (parts.Normalizer is { } normalizer
            && (!normalizer.CanBeCut(before, after)
                || CharacterKinds.IsMark(before)
                || !normalizer.TryNormalize(ref before, isFirst: false)
                || !normalizer.TryNormalize(ref after, isFirst: true)))
        {
            return false;
        }

        return tokens.CanBeCut(before, after) && (parts.PreTokenizer?.CanBeCut(before, after) ?? parts.Model.CanBeCut(before, after));
    }

    private static Rune LastOf(ReadOnlySpan<char> text)
    {
        Rune.DecodeLastFromUtf16(text, out Rune rune, out _);
        return rune;
    }

    private static Rune FirstOf(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out _);
        return rune;
    }
}
