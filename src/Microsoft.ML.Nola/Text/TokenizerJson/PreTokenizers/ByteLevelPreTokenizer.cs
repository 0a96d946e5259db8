using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Models;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

/// <summary>Splits a text into words with the spaces before them, as GPT-2 does, and writes them as the letters of their bytes.</summary>
/// <param name="addPrefixSpace">Whether a text that begins with a word gets a space before it.</param>
/// <param name="splits">Whether it splits, or leaves that to another pre-tokenizer.</param>
internal sealed class ByteLevelPreTokenizer(bool addPrefixSpace, bool splits) : IPreTokenizer
{
    /// <summary>Reads the settings; <c>trim_offsets</c> does not change ids.</summary>
    public static ByteLevelPreTokenizer Read(JsonSettings settings) =>
        new(settings.GetBoolean("add_prefix_space", true), settings.GetBoolean("use_regex", true));

    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        if (addPrefixSpace && piece.Span[0] != ' ')
        {
            piece = piece.Replace(string.Concat(" ", piece.Span), static i => Math.Max(0, i - 1));
        }

        ReadOnlySpan<char> text = piece.Span;
        for (int position = 0; position < text.Length;)
        {
            int length = splits ? Gpt2Words.LengthOfNext(text[position..]) : text.Length;
            pieces.Add(Spell(piece.Slice(position, length)));
            position += length;
        }
    }

    // A word that follows other characters than spaces begins with the space before it. Without one, the next part would get it.
    public bool CanBeCut(Rune before, Rune after) => splits
        && !CharacterKinds.IsSpace(before)
        && (after.Value == ' ' || (!addPrefixSpace && before.Value != '\'' && Gpt2Words.AreApart(before, after)));

    private static TextPiece Spell(TextPiece piece)
    {
        List<int>? sources = piece.Words is null ? null : [];
        string letters = ByteAlphabet.Spell(piece.Span, sources);
        return piece.Replace(letters, i => sources![i]);
    }
}
