using Microsoft.ML;
using Microsoft.ML.Nola.Scoring;

namespace Nola.Estimators.Tests.Scoring;

/// <summary>The fake classifier as one that gains by reading ahead, with notes of what it is given to read ahead and of what becomes of it.</summary>
internal sealed class AheadScorer(int batchSize = 4)
{
    private readonly FakeClassifier _classifier = new();

    public IReadOnlyList<int> Batches => _classifier.Batches;

    /// <summary>The rows of each batch that was read ahead.</summary>
    public List<int> Ahead { get; } = [];

    /// <summary>The batches of which inputs were made ahead and neither taken nor dropped yet.</summary>
    public int Held { get; private set; }

    /// <summary>The number of times that the next score fails.</summary>
    public int Failures { get; set; }

    public BatchScoringView View(IDataView source, Func<Action>? createCancellationCheck = null) => new(
        source,
        _classifier.Bind(source.Schema, batchSize, score: (rows, readNext, throwIfCancelled) =>
        {
            rows.TakeMade()?.Dispose();
            if (readNext?.Invoke() is { } next && next.Inputs.Count > 0)
            {
                Ahead.Add(next.Inputs.Count);
                next.MakeAhead(_ =>
                {
                    Held++;
                    return new MadeRows(() => Held--);
                });
            }

            return Failures-- > 0 ? throw new IOException("the network failed") : _classifier.Score(rows, null, throwIfCancelled);
        }),
        createCancellationCheck);
}
