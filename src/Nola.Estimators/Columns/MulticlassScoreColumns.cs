using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>A predicted class (a key) and the probability of each class.</summary>
/// <param name="predictedName">The name of the predicted class.</param>
/// <param name="scoreName">The name of the probabilities.</param>
/// <param name="labels">What the keys stand for; null if that is not known.</param>
/// <param name="classes">The number of classes.</param>
internal sealed class MulticlassScoreColumns(string predictedName, string scoreName, LabelValues? labels, int classes) : ScoreColumns
{
    /// <summary>The columns as an estimator promises them for a label column.</summary>
    public static IReadOnlyList<SchemaShape.Column> Promise(string predictedName, string scoreName, SchemaShape.Column label)
    {
        var predicted = new List<SchemaShape.Column>();
        var score = new List<SchemaShape.Column>();
        if (SchemaShapes.Find(label.Annotations, ScoreAnnotations.KeyValues) is { Kind: SchemaShape.Column.VectorKind.Vector } values)
        {
            predicted.Add(Values(ScoreAnnotations.KeyValues, values.ItemType));
            if (values.ItemType is TextDataViewType)
            {
                score.Add(Values(ScoreAnnotations.SlotNames, values.ItemType));
            }

            score.Add(Values(ScoreAnnotations.TrainingLabelValues, values.ItemType));
        }

        predicted.AddRange(ScoreAnnotations.Shapes());
        score.AddRange(ScoreAnnotations.Shapes());
        return
        [
            SchemaShapes.Column(predictedName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true, predicted),
            SchemaShapes.Column(scoreName, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, annotations: score),
        ];
    }

    /// <summary>The key of the largest score, the first of equal ones; 0, which is a missing key, if no score is a number.</summary>
    public static uint Best(ReadOnlySpan<float> scores)
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

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Make(DataViewSchema input)
    {
        uint setId = ScoreAnnotations.NextSetId(input);
        var predicted = new DataViewSchema.Annotations.Builder();
        labels?.AddTo(predicted, ScoreAnnotations.KeyValues);
        ScoreAnnotations.Add(predicted, setId, ScoreAnnotations.MulticlassClassification, ScoreAnnotations.PredictedLabel);

        var score = new DataViewSchema.Annotations.Builder();
        if (labels is { AreText: true })
        {
            labels.AddTo(score, ScoreAnnotations.SlotNames);
        }

        labels?.AddTo(score, ScoreAnnotations.TrainingLabelValues);
        ScoreAnnotations.Add(score, setId, ScoreAnnotations.MulticlassClassification, ScoreAnnotations.Score);
        return
        [
            new(predictedName, new KeyDataViewType(typeof(uint), classes), predicted.ToAnnotations()),
            new(scoreName, new VectorDataViewType(NumberDataViewType.Single, classes), score.ToAnnotations()),
        ];
    }

    public override Delegate CreateGetter(int output, Func<ScoredRow> row) =>
        output == 0
            ? (ValueGetter<uint>)((ref uint value) => value = Best(row().Scores.Span))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => VectorValues.Set(row().Scores.Span, ref value));

    private static SchemaShape.Column Values(string kind, DataViewType itemType) =>
        SchemaShapes.Column(kind, SchemaShape.Column.VectorKind.Vector, itemType);
}
