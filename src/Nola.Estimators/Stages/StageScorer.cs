using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Scoring;

namespace Microsoft.ML.Nola.Stages;

/// <summary>A fitted stage, bound to an input schema.</summary>
internal sealed class StageScorer : IBatchScorer
{
    private readonly StageInputs _inputs;
    private readonly ScoreColumns _columns;
    private readonly ScoreRows _score;

    public StageScorer(DataViewSchema input, string stageName, StageInputs inputs, ScoreColumns columns, int batchSize, ScoreRows score)
    {
        inputs.Check(SchemaShapes.Of(input), new ColumnFaults(stageName), "inputSchema");
        StageName = stageName;
        InputSchema = input;
        _inputs = inputs;
        _columns = columns;
        _score = score;
        BatchSize = batchSize;
        Dependencies = [.. inputs.In(input).Select(static column => column.Index)];
        Outputs = columns.Make(input);
    }

    public string StageName { get; }

    public DataViewSchema InputSchema { get; }

    public IReadOnlyList<int> Dependencies { get; }

    public IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public int BatchSize { get; }

    public IScoringBatch Open(DataViewRow source, Action? throwIfCancelled) => new RowBatch(source, _inputs, _columns, _score, throwIfCancelled);
}
