using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>
/// The head reads the first token of every word. A text that is longer than a sequence may be becomes several that overlap, cut between words: each word is read
/// once, where it has words on both sides.
/// </summary>
internal sealed class WordLayout : TextLayout
{
    /// <summary>Of the tokens of a sequence this part goes to words that are read in the sequence before, and again to words that are read in the next.</summary>
    private const int ContextPart = 4;

    public static WordLayout Instance { get; } = new();

    public override TokensReadout Readout { get; } = new();

    public override void Add(TokenRows rows, string first, string? second)
    {
        TextSpan[] words = WordSplitter.Split(first);
        WordTokens tokens = WordTokens.Encode(rows.Tokenizer, first, words);
        int room = rows.MaxLength - tokens.Special;
        int read = 0;
        do
        {
            (int from, int to, int end) = Window(tokens, read, room);
            int[] ids = tokens.Sequence(from, to, room);
            if (ids.Length == 0)
            {
                // Without words, and with a tokenizer that puts nothing around them; a sequence needs a token.
                ids = [rows.Tokenizer.PadId];
            }

            rows.AddSequence(ids, new int[ids.Length], Read(tokens, words, from, read, end), truncated: tokens.Count(from, to) > room);
            read = end;
        }
        while (read < words.Length);
    }

    /// <summary>The words of the sequence in which the word <paramref name="read"/> is the first that is read, and the word after the last that is.</summary>
    private static (int From, int To, int End) Window(WordTokens tokens, int read, int room)
    {
        int words = tokens.Words;
        if (tokens.Count(0, words) <= room)
        {
            return (0, words, words);
        }

        int context = room / ContextPart;
        int from = read;
        while (from > 0 && tokens.Count(from - 1, read) <= context)
        {
            from--;
        }

        if (tokens.Count(from, read + 1) > room)
        {
            from = read;
        }

        int to = read + 1;
        while (to < words && tokens.Count(from, to + 1) <= room)
        {
            to++;
        }

        int end = to;
        while (to < words && end > read + 1 && tokens.Count(end, to) < context)
        {
            end--;
        }

        return (from, to, end);
    }

    private static IEnumerable<ReadToken> Read(WordTokens tokens, TextSpan[] words, int from, int read, int end)
    {
        for (int word = read; word < end; word++)
        {
            yield return new ReadToken(tokens.Position(word, from), words[word]);
        }
    }
}
