using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Tables.Views;

/// <summary>Columns of text as ML.NET's data, one row after another. It can be read as often as its rows can.</summary>
public sealed class TextColumnsView : IDataView
{
    private readonly IEnumerable<IReadOnlyList<string>> _rows;
    private readonly long? _count;

    /// <summary>Makes the data.</summary>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="rows">The rows, each of one text a column.</param>
    /// <param name="count">How many rows there are, if that is known.</param>
    public TextColumnsView(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, long? count = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        var schema = new DataViewSchema.Builder();
        foreach (string column in columns)
        {
            schema.AddColumn(column, TextDataViewType.Instance);
        }

        Schema = schema.ToSchema();
        _rows = rows;
        _count = count;
    }

    /// <inheritdoc/>
    public DataViewSchema Schema { get; }

    /// <inheritdoc/>
    public bool CanShuffle => false;

    /// <inheritdoc/>
    public long? GetRowCount() => _count;

    /// <inheritdoc/>
    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new TextColumnsCursor(Schema, columnsNeeded.Select(static column => column.Index).ToHashSet(), _rows.GetEnumerator());

    /// <inheritdoc/>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
