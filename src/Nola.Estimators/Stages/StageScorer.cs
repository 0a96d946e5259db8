using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Scoring;

namespace Microsoft.ML.Nola.Stages;

/// <summary>A fitted stage over text, bound to an input schema.</summary>
internal sealed class StageScorer : IBatchScorer
{
    private readonly TextColumns _texts;
    private readonly ScoreColumns _columns;
    private readonly ScoreTexts _score;

    public StageScorer(DataViewSchema input, string stageName, TextColumns texts, ScoreColumns columns, int batchSize, ScoreTexts score)
    {
        texts.Check(SchemaShapes.Of(input), new ColumnFaults(stageName), "inputSchema");
        StageName = stageName;
        InputSchema = input;
        _texts = texts;
        _columns = columns;
        _score = score;
        BatchSize = batchSize;
        Dependencies = [.. texts.In(input).Select(static column => column.Index)];
        Outputs = columns.Make(input);
    }

    public string StageName { get; }

    public DataViewSchema InputSchema { get; }

    public IReadOnlyList<int> Dependencies { get; }

    public IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public int BatchSize { get; }

    public IScoringBatch Open(DataViewRow source) => new TextBatch(source, _texts, _columns, _score);
}
