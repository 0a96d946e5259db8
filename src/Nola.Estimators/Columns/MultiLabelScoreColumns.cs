using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>Whether each label is predicted, and its probability. Both vectors have the label's slot names.</summary>
/// <param name="predictedName">The name of the predicted labels.</param>
/// <param name="scoreName">The name of the probabilities.</param>
/// <param name="names">The names of the labels; null if they have none.</param>
/// <param name="labels">The number of labels.</param>
/// <param name="threshold">The probability above which a label is predicted.</param>
internal sealed class MultiLabelScoreColumns(string predictedName, string scoreName, LabelValues? names, int labels, float threshold) : ScoreColumns
{
    /// <summary>The columns as an estimator promises them for a label column.</summary>
    public static IReadOnlyList<SchemaShape.Column> Promise(string predictedName, string scoreName, SchemaShape.Column label)
    {
        const SchemaShape.Column.VectorKind Vector = SchemaShape.Column.VectorKind.Vector;
        bool hasNames = SchemaShapes.Find(label.Annotations, ScoreAnnotations.SlotNames) is { Kind: Vector, ItemType: TextDataViewType };
        SchemaShape.Column[] annotations =
        [
            .. ScoreAnnotations.Shapes(),
            .. hasNames ? [SchemaShapes.Column(ScoreAnnotations.SlotNames, Vector, TextDataViewType.Instance)] : Array.Empty<SchemaShape.Column>(),
        ];
        return
        [
            SchemaShapes.Column(predictedName, Vector, BooleanDataViewType.Instance, annotations: annotations),
            SchemaShapes.Column(scoreName, Vector, NumberDataViewType.Single, annotations: annotations),
        ];
    }

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Make(DataViewSchema input)
    {
        uint setId = ScoreAnnotations.NextSetId(input);
        return
        [
            Make(predictedName, BooleanDataViewType.Instance, ScoreAnnotations.PredictedLabel, setId),
            Make(scoreName, NumberDataViewType.Single, ScoreAnnotations.Score, setId),
        ];
    }

    public override Delegate CreateGetter(int output, Func<ScoredRow> row) =>
        output == 0
            ? (ValueGetter<VBuffer<bool>>)((ref VBuffer<bool> value) =>
                VectorValues.Set<bool>(Array.ConvertAll(row().Scores.ToArray(), score => score > threshold), ref value))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => VectorValues.Set(row().Scores.Span, ref value));

    private DataViewSchema.DetachedColumn Make(string name, PrimitiveDataViewType type, string valueKind, uint setId)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        names?.AddTo(annotations, ScoreAnnotations.SlotNames);
        ScoreAnnotations.Add(annotations, setId, ScoreAnnotations.MultiLabelClassification, valueKind);
        return new DataViewSchema.DetachedColumn(name, new VectorDataViewType(type, labels), annotations.ToAnnotations());
    }
}
