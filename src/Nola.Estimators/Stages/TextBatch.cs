using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Scoring;

namespace Microsoft.ML.Nola.Stages;

/// <summary>Texts that are scored together, and what came out for them.</summary>
internal sealed class TextBatch : IScoringBatch
{
    private readonly ScoreColumns _columns;
    private readonly ScoreTexts _score;
    private readonly Func<(string First, string? Second)> _read;
    private readonly DataViewRow _source;
    private readonly List<string> _first = [];
    private readonly List<string>? _second;
    private RowScores? _scores;
    private long _firstRow;

    public TextBatch(DataViewRow source, TextColumns texts, ScoreColumns columns, ScoreTexts score)
    {
        _source = source;
        _columns = columns;
        _score = score;
        _read = texts.CreateReader(source);
        _second = texts.Sentence2 is null ? null : [];
    }

    public void Clear()
    {
        _first.Clear();
        _second?.Clear();
    }

    public void Add()
    {
        // A row that lies in no view, such as that of a prediction engine, counts as the first of one.
        _firstRow = _first.Count == 0 ? Math.Max(0, _source.Position) : _firstRow;
        (string first, string? second) = _read();
        _first.Add(first);
        _second?.Add(second!);
    }

    public void Score() => _scores = _score(_first, _second, _firstRow);

    public Delegate CreateGetter(int output, Func<int> position) =>
        _columns.CreateGetter(output, () => RowAt(position()));

    private ScoredRow RowAt(int row) => new(_first[row], _second?[row], _scores!, row);
}
