using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>The text that a language model generates after a prompt.</summary>
/// <param name="name">The name of the column.</param>
internal sealed class GeneratedTextColumns(string name) : ScoreColumns
{
    /// <summary>The column as an estimator promises it.</summary>
    public IReadOnlyList<SchemaShape.Column> Promise() => [SchemaShapes.Column(name, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance)];

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Make(DataViewSchema input) => [new(name, TextDataViewType.Instance)];

    public override Delegate CreateGetter(int output, Func<ScoredRow> row) =>
        (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = row().Text.AsMemory());
}
