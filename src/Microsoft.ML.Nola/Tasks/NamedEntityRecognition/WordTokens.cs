using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>The tokens of all words of a text, and those that begin and end a sequence.</summary>
internal sealed class WordTokens
{
    private const char SentencePieceSpace = '\u2581';

    private readonly List<int> _ids;
    private readonly int _begin;

    /// <summary>The first token of each word, counted from that of the first word; behind them the number of all tokens.</summary>
    private readonly int[] _starts;

    private WordTokens(List<int> ids, int begin, int[] starts) => (_ids, _begin, _starts) = (ids, begin, starts);

    /// <summary>The number of words.</summary>
    public int Words => _starts.Length - 1;

    /// <summary>The special tokens of a sequence.</summary>
    public int Special => _ids.Count - _starts[^1];

    /// <summary>Encodes a text whole, whatever its length.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="text">The text.</param>
    /// <param name="words">Its words.</param>
    public static WordTokens Encode(TextTokenizer tokenizer, ReadOnlySpan<char> text, ReadOnlySpan<TextSpan> words)
    {
        List<int> ids = [];
        List<int> wordOfId = [];
        tokenizer.Encode(Join(text, words), null, int.MaxValue, ids, null, wordOfId, out _);
        int begin = wordOfId.TakeWhile(static word => word < 0).Count();
        var starts = new int[words.Length + 1];
        foreach (int word in wordOfId)
        {
            if (word >= 0)
            {
                starts[Math.Min(word, words.Length - 1) + 1]++;
            }
        }

        for (int word = 0; word < words.Length; word++)
        {
            starts[word + 1] += starts[word];
        }

        return new WordTokens(ids, begin, starts);
    }

    /// <summary>The tokens of some words.</summary>
    public int Count(int from, int to) => _starts[to] - _starts[from];

    /// <summary>A sequence of some words, with special tokens around it.</summary>
    /// <param name="from">The first word.</param>
    /// <param name="to">The word after the last.</param>
    /// <param name="room">The most tokens that may be between the special ones; what is more is left out.</param>
    public int[] Sequence(int from, int to, int room)
    {
        ReadOnlySpan<int> ids = CollectionsMarshal.AsSpan(_ids);
        int start = _begin + _starts[from];
        return [.. ids[.._begin], .. ids.Slice(start, Math.Min(Count(from, to), room)), .. ids[(_begin + _starts[^1])..]];
    }

    /// <summary>
    /// The token that is read for a word in a sequence that begins with another one: the first of the word's own. A word of which the tokenizer leaves nothing,
    /// such as a zero-width space, has none and gets the token that begins the sequence, so that every word keeps its place.
    /// </summary>
    public int Position(int word, int from) => Count(word, word + 1) == 0 ? 0 : _begin + Count(from, word);

    /// <summary>One space between words, so that tokenizers that disagree about other white space find the same words.</summary>
    private static string Join(ReadOnlySpan<char> text, ReadOnlySpan<TextSpan> words)
    {
        var joined = new StringBuilder(text.Length);
        foreach (TextSpan word in words)
        {
            joined.Append(joined.Length == 0 ? string.Empty : " ").Append(text.Slice(word.Start, word.Length));
        }

        // SentencePiece takes this character for a space, and words after it would get the tags of their neighbours.
        return joined.Replace(SentencePieceSpace, '_').ToString();
    }
}
