using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>
/// A context as tokens, and which characters they come from. A tokenizer says no more than ids, so words are encoded one by one, each with the white space
/// before it, and a word is cut into runs wherever the ids before the cut are those of the text before it. If a cut cannot be found, what lies on both sides of
/// it is one unit.
/// </summary>
internal sealed class ContextTokens
{
    /// <summary>Longer words are cut only if their runs, encoded each by itself, give the ids of the word: the other way costs the square of the length.</summary>
    private const int LongWord = 64;

    private readonly TextTokenizer _tokenizer;
    private readonly string _text;
    private readonly List<int> _ids = [];
    private readonly List<ContextUnit> _units = [];

    public ContextTokens(TextTokenizer tokenizer, string text)
    {
        _tokenizer = tokenizer;
        _text = text;
        int before = 0;
        foreach (TextSpan word in WordRuns.Words(text))
        {
            AddWord(before, word);
            before = word.End;
        }
    }

    /// <summary>The tokens.</summary>
    public ReadOnlySpan<int> Ids => CollectionsMarshal.AsSpan(_ids);

    /// <summary>The units, in order. Each has a token.</summary>
    public IReadOnlyList<ContextUnit> Units => _units;

    private void AddWord(int before, TextSpan word)
    {
        int first = _ids.Count;
        Encode(before, word.End, _ids);
        ReadOnlySpan<int> ids = Ids[first..];
        List<TextSpan> runs = WordRuns.Of(_text, word);
        int[] counts = CountByRuns(before, runs, ids) ?? CountByStarts(before, runs, ids, word.Length <= LongWord);
        (int start, int token) = (word.Start, 0);
        for (int i = 0; i < runs.Count; i++)
        {
            if (counts[i] < 0)
            {
                continue;
            }

            // Characters that give no token, such as control characters, belong to no unit.
            if (counts[i] > token)
            {
                _units.Add(new ContextUnit(first + token, new TextSpan(start, runs[i].End - start)));
                token = counts[i];
            }

            start = runs[i].End;
        }
    }

    /// <summary>The ids up to the end of each run, if the ids of the runs are together those of the word. So it is with WordPiece, and most often with BPE.</summary>
    private int[]? CountByRuns(int before, List<TextSpan> runs, ReadOnlySpan<int> ids)
    {
        var counts = new int[runs.Count];
        List<int> together = [];
        for (int i = 0; i < counts.Length && runs.Count > 1; i++)
        {
            Encode(i == 0 ? before : runs[i].Start, runs[i].End, together);
            counts[i] = together.Count;
            if (!ids.StartsWith(CollectionsMarshal.AsSpan(together)))
            {
                return null;
            }
        }

        counts[^1] = ids.Length;
        return runs.Count == 1 || together.Count == ids.Length ? counts : null;
    }

    /// <summary>The ids up to the end of each run, or -1 if a token goes over that end: the text up to there, encoded by itself, has other ids.</summary>
    private int[] CountByStarts(int before, List<TextSpan> runs, ReadOnlySpan<int> ids, bool isShort)
    {
        var counts = new int[runs.Count];
        List<int> start = [];
        for (int i = 0; i < counts.Length - 1; i++)
        {
            start.Clear();
            if (isShort)
            {
                Encode(before, runs[i].End, start);
            }

            counts[i] = isShort && ids.StartsWith(CollectionsMarshal.AsSpan(start)) ? start.Count : -1;
        }

        counts[^1] = ids.Length;
        return counts;
    }

    private void Encode(int start, int end, List<int> ids) => _tokenizer.EncodeText(_text.AsSpan(start, end - start), long.MaxValue, ids);
}
