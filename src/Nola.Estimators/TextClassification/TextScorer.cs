using Microsoft.ML.Nola.Interop;
using Microsoft.ML.Nola.Scoring;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>A text classifier bound to an input schema.</summary>
internal sealed class TextScorer : IBatchScorer
{
    private readonly ScoreTexts _score;
    private readonly TextColumns _columns;
    private readonly int _classes;

    public TextScorer(DataViewSchema input, TextColumns columns, LabelValues? labels, int classes, int batchSize, ScoreTexts score)
    {
        TextInput.CheckSentences(SchemaShapes.Of(input), columns, "inputSchema");
        InputSchema = input;
        _columns = columns;
        _classes = classes;
        _score = score;
        BatchSize = batchSize;
        Dependencies = columns.Sentence2 is null
            ? [input[columns.Sentence1].Index]
            : [input[columns.Sentence1].Index, input[columns.Sentence2].Index];
        Outputs = TextShape.Make(columns, labels, classes, input);
    }

    public string StageName => NolaTextClassificationTrainer.StageName;

    public DataViewSchema InputSchema { get; }

    public IReadOnlyList<int> Dependencies { get; }

    public IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public int BatchSize { get; }

    public IScoringBatch Open(DataViewRow source) => new TextBatch(source, _columns, _classes, _score);
}
