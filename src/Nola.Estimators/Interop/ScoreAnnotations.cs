using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Interop;

/// <summary>The annotations by which ML.NET's evaluators and tools find score columns.</summary>
internal static class ScoreAnnotations
{
    public const string SlotNames = AnnotationUtils.Kinds.SlotNames;
    public const string KeyValues = AnnotationUtils.Kinds.KeyValues;
    public const string TrainingLabelValues = AnnotationUtils.Kinds.TrainingLabelValues;
    public const string ScoreColumnSetId = AnnotationUtils.Kinds.ScoreColumnSetId;
    public const string ScoreColumnKind = AnnotationUtils.Kinds.ScoreColumnKind;
    public const string ScoreValueKind = AnnotationUtils.Kinds.ScoreValueKind;
    public const string IsNormalized = AnnotationUtils.Kinds.IsNormalized;

    public const string MulticlassClassification = AnnotationUtils.Const.ScoreColumnKind.MulticlassClassification;
    public const string BinaryClassification = AnnotationUtils.Const.ScoreColumnKind.BinaryClassification;
    public const string Regression = AnnotationUtils.Const.ScoreColumnKind.Regression;

    /// <summary>ML.NET has no kind for this.</summary>
    public const string MultiLabelClassification = "MultiLabelClassification";

    public const string Score = AnnotationUtils.Const.ScoreValueKind.Score;
    public const string Probability = AnnotationUtils.Const.ScoreValueKind.Probability;
    public const string PredictedLabel = AnnotationUtils.Const.ScoreValueKind.PredictedLabel;

    /// <summary>The first id of a set of score columns that a schema does not hold yet.</summary>
    public static uint NextSetId(DataViewSchema schema) => schema.GetMaxAnnotationKind(out _, ScoreColumnSetId) + 1;

    /// <summary>Adds what every column of one set of score columns carries.</summary>
    public static void Add(DataViewSchema.Annotations.Builder annotations, uint setId, string columnKind, string valueKind)
    {
        annotations.Add(ScoreColumnSetId, AnnotationUtils.ScoreColumnSetIdType, (ref uint value) => value = setId);
        AddText(annotations, ScoreColumnKind, columnKind);
        AddText(annotations, ScoreValueKind, valueKind);
    }

    /// <summary>The shapes of what <see cref="Add"/> adds.</summary>
    public static IEnumerable<SchemaShape.Column> Shapes() =>
    [
        SchemaShapes.Column(ScoreColumnSetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true),
        SchemaShapes.Column(ScoreColumnKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance),
        SchemaShapes.Column(ScoreValueKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance),
    ];

    private static void AddText(DataViewSchema.Annotations.Builder annotations, string kind, string text) =>
        annotations.Add(kind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = text.AsMemory());
}
