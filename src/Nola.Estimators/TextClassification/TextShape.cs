using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>The columns that a text classification stage adds: as an estimator promises them, and as a transformer makes them.</summary>
internal static class TextShape
{
    /// <summary>Predicted label and score, as promised for a label column.</summary>
    public static IEnumerable<SchemaShape.Column> Promise(TextColumns columns, SchemaShape.Column label)
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
            SchemaShapes.Column(columns.Output, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true, predicted),
            SchemaShapes.Column(columns.Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, annotations: score),
        ];
    }

    /// <summary>Predicted label and score, as made for a schema.</summary>
    public static IReadOnlyList<DataViewSchema.DetachedColumn> Make(TextColumns columns, LabelValues? labels, int classes, DataViewSchema input)
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
            new(columns.Output, new KeyDataViewType(typeof(uint), classes), predicted.ToAnnotations()),
            new(columns.Score, new VectorDataViewType(NumberDataViewType.Single, classes), score.ToAnnotations()),
        ];
    }

    private static SchemaShape.Column Values(string kind, DataViewType itemType) =>
        SchemaShapes.Column(kind, SchemaShape.Column.VectorKind.Vector, itemType);
}
