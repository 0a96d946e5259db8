using System.Buffers;
using System.Runtime.InteropServices;
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

        // Three letters at most for each unit: four for the two of a pair.
        char[] letters = ArrayPool<char>.Shared.Rent(3 * piece.Length);
        int[]? sources = piece.Words is null ? null : new int[3 * piece.Length];
        int first = pieces.Count;
        int count = 0;
        ReadOnlySpan<char> text = piece.Span;
        for (int position = 0; position < text.Length;)
        {
            int length = splits ? Gpt2Words.LengthOfNext(text[position..]) : text.Length;
            int written = ByteAlphabet.Spell(text.Slice(position, length), letters.AsSpan(count), position, sources.AsSpan(Math.Min(count, sources?.Length ?? 0)));
            pieces.Add(new TextPiece("", count, written, piece.Begins && position == 0, null));
            count += written;
            position += length;
        }

        TextPiece all = piece.Replace(new string(letters, 0, count), i => sources![i]);
        ArrayPool<char>.Shared.Return(letters);
        foreach (ref TextPiece word in CollectionsMarshal.AsSpan(pieces)[first..])
        {
            word = word with { Text = all.Text, Words = all.Words };
        }
    }

    // A word that follows other characters than spaces begins with the space before it. Without one, the next part would get it.
    public bool CanBeCut(Rune before, Rune after) => splits
        && !CharacterKinds.IsSpace(before)
        && (after.Value == ' ' || (!addPrefixSpace && before.Value != '\'' && Gpt2Words.AreApart(before, after)));
}
