using Microsoft.ML.Data;
using Microsoft.ML.Nola.Scoring;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>Texts that are scored together, and what came out for them.</summary>
internal sealed class TextBatch : IScoringBatch
{
    private readonly int _classes;
    private readonly ScoreTexts _score;
    private readonly ValueGetter<ReadOnlyMemory<char>> _readFirst;
    private readonly ValueGetter<ReadOnlyMemory<char>>? _readSecond;
    private readonly List<string> _first = [];
    private readonly List<string>? _second;
    private float[] _scores = [];

    public TextBatch(DataViewRow source, TextColumns columns, int classes, ScoreTexts score)
    {
        _classes = classes;
        _score = score;
        _readFirst = source.GetGetter<ReadOnlyMemory<char>>(source.Schema[columns.Sentence1]);
        if (columns.Sentence2 is not null)
        {
            _readSecond = source.GetGetter<ReadOnlyMemory<char>>(source.Schema[columns.Sentence2]);
            _second = [];
        }
    }

    public void Clear()
    {
        _first.Clear();
        _second?.Clear();
    }

    public void Add()
    {
        ReadOnlyMemory<char> text = default;
        _readFirst(ref text);
        _first.Add(text.ToString());
        if (_readSecond is not null)
        {
            _readSecond(ref text);
            _second!.Add(text.ToString());
        }
    }

    public void Score() => _scores = _score(_first, _second);

    public Delegate CreateGetter(int output, Func<int> position) =>
        output == 0
            ? (ValueGetter<uint>)((ref uint value) => value = Best(ScoresOf(position())))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => Copy(position(), ref value));

    private ReadOnlySpan<float> ScoresOf(int row) => _scores.AsSpan(row * _classes, _classes);

    private void Copy(int row, ref VBuffer<float> value)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, _classes);
        ScoresOf(row).CopyTo(editor.Values);
        value = editor.Commit();
    }

    /// <summary>The key of the largest score, the first of equal ones; 0, which is a missing key, where no score is a number.</summary>
    private static uint Best(ReadOnlySpan<float> scores)
    {
        uint best = 0;
        float largest = float.NegativeInfinity;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > largest)
            {
                largest = scores[i];
                best = (uint)i + 1;
            }
        }

        return best;
    }
}
