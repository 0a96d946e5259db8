using Microsoft.ML;
using Microsoft.ML.Nola.Scoring;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Models;

namespace Nola.Estimators.Tests.Scoring;

/// <summary>A text scorer without a network: three classes, the largest score at the last digit of the text modulo 3. Notes the size of every batch.</summary>
internal sealed class FakeClassifier
{
    public const int Classes = 3;

    public static readonly TextColumns Texts = new("Text", null);

    public List<int> Batches { get; } = [];

    public BatchScoringView View(IDataView source, int batchSize = 4) => new(source, Bind(source.Schema, batchSize));

    public StageScorer Bind(DataViewSchema schema, int batchSize = 4, LabelValues? labels = null, ScoreRows? score = null) =>
        new(schema, "NolaTextClassification", Texts, new MulticlassScoreColumns("PredictedLabel", "Score", labels, Classes), batchSize, score ?? Score);

    public static uint Expected(long row) => (uint)(row % 10 % Classes) + 1;

    public RowScores Score(RowsToScore toScore, Func<RowsToScore>? readNext, Action? throwIfCancelled)
    {
        IReadOnlyList<RowInput> rows = toScore.Inputs;
        Batches.Add(rows.Count);
        float[] scores = new float[rows.Count * Classes];
        for (int row = 0; row < rows.Count; row++)
        {
            string text = ((TextInput)rows[row]).First;
            int digit = text.Length == 0 ? 0 : text[^1] - '0';
            for (int c = 0; c < Classes; c++)
            {
                scores[(row * Classes) + c] = c == digit % Classes ? 0.8f : 0.1f;
            }
        }

        return new RowScores(scores, Classes);
    }
}
