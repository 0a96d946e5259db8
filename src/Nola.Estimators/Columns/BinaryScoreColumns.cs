using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>
/// A predicted Boolean, the score (the logit; above zero means true) and the probability of true, as ML.NET's calibrated binary evaluator wants them.
/// </summary>
/// <param name="predictedName">The name of the predicted Boolean.</param>
/// <param name="scoreName">The name of the score.</param>
/// <param name="probabilityName">The name of the probability.</param>
internal sealed class BinaryScoreColumns(string predictedName, string scoreName, string probabilityName) : ScoreColumns
{
    private static readonly SchemaShape.Column Normalized =
        SchemaShapes.Column(ScoreAnnotations.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance);

    /// <summary>The columns as an estimator promises them.</summary>
    public IReadOnlyList<SchemaShape.Column> Promise() =>
    [
        Promise(predictedName, BooleanDataViewType.Instance, ScoreAnnotations.Shapes()),
        Promise(scoreName, NumberDataViewType.Single, ScoreAnnotations.Shapes()),
        Promise(probabilityName, NumberDataViewType.Single, [.. ScoreAnnotations.Shapes(), Normalized]),
    ];

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Make(DataViewSchema input)
    {
        uint setId = ScoreAnnotations.NextSetId(input);
        return
        [
            Make(predictedName, BooleanDataViewType.Instance, ScoreAnnotations.PredictedLabel, setId),
            Make(scoreName, NumberDataViewType.Single, ScoreAnnotations.Score, setId),
            Make(probabilityName, NumberDataViewType.Single, ScoreAnnotations.Probability, setId),
        ];
    }

    public override Delegate CreateGetter(int output, Func<ScoredRow> row) => output switch
    {
        0 => (ValueGetter<bool>)((ref bool value) => value = row().Scores.Span[0] > 0),
        1 => (ValueGetter<float>)((ref float value) => value = row().Scores.Span[0]),
        _ => (ValueGetter<float>)((ref float value) => value = (float)(1 / (1 + Math.Exp(-(double)row().Scores.Span[0])))),
    };

    private static SchemaShape.Column Promise(string name, DataViewType type, IEnumerable<SchemaShape.Column> annotations) =>
        SchemaShapes.Column(name, SchemaShape.Column.VectorKind.Scalar, type, annotations: annotations);

    private static DataViewSchema.DetachedColumn Make(string name, DataViewType type, string valueKind, uint setId)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.Add(annotations, setId, ScoreAnnotations.BinaryClassification, valueKind);
        if (valueKind == ScoreAnnotations.Probability)
        {
            annotations.Add(ScoreAnnotations.IsNormalized, BooleanDataViewType.Instance, (ref bool value) => value = true);
        }

        return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
    }
}
