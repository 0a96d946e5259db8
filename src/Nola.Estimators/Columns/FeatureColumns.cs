using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>One vector of features.</summary>
/// <param name="name">The name of the column.</param>
/// <param name="dimensions">The length of the vector.</param>
internal sealed class FeatureColumns(string name, int dimensions) : ScoreColumns
{
    /// <summary>The column as an estimator promises it.</summary>
    public static SchemaShape.Column Promise(string name) =>
        SchemaShapes.Column(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single);

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Make(DataViewSchema input) =>
        [new(name, new VectorDataViewType(NumberDataViewType.Single, dimensions))];

    public override Delegate CreateGetter(int output, Func<ScoredRow> row) =>
        (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) => VectorValues.Set(row().Scores.Span, ref value));
}
