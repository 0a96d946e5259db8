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
    private readonly List<string> _first = [];
    private readonly List<string>? _second;
    private RowScores? _scores;

    public TextBatch(DataViewRow source, TextColumns texts, ScoreColumns columns, ScoreTexts score)
    {
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
        (string first, string? second) = _read();
        _first.Add(first);
        _second?.Add(second!);
    }

    public void Score() => _scores = _score(_first, _second);

    public Delegate CreateGetter(int output, Func<int> position) =>
        _columns.CreateGetter(output, () => RowAt(position()));

    private ScoredRow RowAt(int row) => new(_first[row], _second?[row], _scores!, row);
}
