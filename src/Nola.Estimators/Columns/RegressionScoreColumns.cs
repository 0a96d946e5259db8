using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>A score in the unit of the label, as ML.NET's regression evaluator wants it.</summary>
/// <param name="scoreName">The name of the score.</param>
internal sealed class RegressionScoreColumns(string scoreName) : ScoreColumns
{
    /// <summary>The column as an estimator promises it.</summary>
    public IReadOnlyList<SchemaShape.Column> Promise() =>
        [SchemaShapes.Column(scoreName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, annotations: ScoreAnnotations.Shapes())];

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Make(DataViewSchema input)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ScoreAnnotations.Add(annotations, ScoreAnnotations.NextSetId(input), ScoreAnnotations.Regression, ScoreAnnotations.Score);
        return [new DataViewSchema.DetachedColumn(scoreName, NumberDataViewType.Single, annotations.ToAnnotations())];
    }

    public override Delegate CreateGetter(int output, Func<ScoredRow> row) =>
        (ValueGetter<float>)((ref float value) => value = row().Scores.Span[0]);
}
