using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Scoring;

namespace Microsoft.ML.Nola.Stages;

/// <summary>Prompts that texts are generated for if somebody reads them, with continuations that are scored if somebody reads their scores.</summary>
internal sealed class ContinuationBatch(
    IScoringBatch generated,
    int generatedColumns,
    DataViewRow source,
    Func<TextInput> readPrompt,
    DataViewSchema.Column continuations,
    ScoreContinuations score,
    Action? throwIfCancelled) : IScoringBatch
{
    private readonly Func<string[]> _readContinuations = TextValues.CreateReader(source, continuations);
    private readonly List<string> _prompts = [];
    private readonly List<string[]> _continuations = [];
    private float[][]? _scores;
    private bool _isGenerated;
    private long _firstRow;

    public void Clear()
    {
        generated.Clear();
        _prompts.Clear();
        _continuations.Clear();
    }

    public void Add()
    {
        _firstRow = _prompts.Count == 0 ? RowNumbers.Of(source) : _firstRow;
        generated.Add();
        _prompts.Add(readPrompt().First);
        _continuations.Add(_readContinuations());
    }

    /// <summary>Only forgets what was computed: which of the columns is read is known when it is.</summary>
    public void Score(Action? readNext) => (_scores, _isGenerated) = (null, false);

    public Delegate CreateGetter(int output, Func<int> position)
    {
        if (output < generatedColumns)
        {
            return generated.CreateGetter(output, () =>
            {
                int row = position();
                if (!_isGenerated)
                {
                    generated.Score();
                    _isGenerated = true;
                }

                return row;
            });
        }

        return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            int row = position();
            _scores ??= score(_prompts, _continuations, _firstRow, throwIfCancelled);
            VectorValues.Set<float>(_scores[row], ref value);
        });
    }

    public void Dispose() => generated.Dispose();
}
