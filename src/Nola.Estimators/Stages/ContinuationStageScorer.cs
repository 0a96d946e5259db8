using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Scoring;

namespace Microsoft.ML.Nola.Stages;

/// <summary>A fitted stage that generates, and that scores given continuations too, bound to an input schema. Each of both columns is computed if it is read.</summary>
internal sealed class ContinuationStageScorer : IBatchScorer
{
    private readonly StageScorer _generated;
    private readonly DataViewSchema.Column _continuations;
    private readonly TextColumns _texts;
    private readonly ScoreContinuations _score;

    /// <param name="generated">The stage that only generates.</param>
    /// <param name="texts">The column of prompts.</param>
    /// <param name="continuationsName">The column of continuations.</param>
    /// <param name="scoreName">The column that is added.</param>
    /// <param name="score">Scores rows.</param>
    public ContinuationStageScorer(StageScorer generated, TextColumns texts, string continuationsName, string scoreName, ScoreContinuations score)
    {
        _generated = generated;
        _texts = texts;
        _score = score;
        _continuations = TextValues.Find(InputSchema, "continuations", continuationsName, new ColumnFaults(StageName), "inputSchema");
        var type = new VectorDataViewType(NumberDataViewType.Single, _continuations.Type is VectorDataViewType vector ? vector.Dimensions : [1]);
        Outputs = [.. generated.Outputs, new(scoreName, type)];
        Dependencies = [.. generated.Dependencies.Append(_continuations.Index).Distinct()];
    }

    public string StageName => _generated.StageName;

    public DataViewSchema InputSchema => _generated.InputSchema;

    public IReadOnlyList<int> Dependencies { get; }

    public IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public int BatchSize => _generated.BatchSize;

    /// <summary>The column as an estimator promises it.</summary>
    public static SchemaShape.Column Promise(string scoreName) =>
        SchemaShapes.Column(scoreName, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Single);

    public IScoringBatch Open(DataViewRow source, Action? throwIfCancelled) => new ContinuationBatch(
        _generated.Open(source, throwIfCancelled), _generated.Outputs.Count, source, _texts.CreateReader(source), _continuations, _score, throwIfCancelled);
}
