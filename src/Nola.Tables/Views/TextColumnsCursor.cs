using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Tables.Views;

/// <summary>Stands at one row after another.</summary>
internal sealed class TextColumnsCursor(DataViewSchema schema, IReadOnlySet<int> active, IEnumerator<IReadOnlyList<string>> rows) : DataViewRowCursor
{
    private long _position = -1;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        if (!rows.MoveNext())
        {
            _position = -1;
            return false;
        }

        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
        {
            throw new InvalidOperationException($"The column '{column.Name}' is not active.");
        }

        ValueGetter<ReadOnlyMemory<char>> getter = (ref ReadOnlyMemory<char> value) => value = Current()[column.Index].AsMemory();
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"The column '{column.Name}' is text; it was asked for as {typeof(TValue)}.");
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
    {
        Current();
        value = new DataViewRowId((ulong)_position, 0);
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rows.Dispose();
        }

        base.Dispose(disposing);
    }

    private IReadOnlyList<string> Current() =>
        _position >= 0 ? rows.Current : throw new InvalidOperationException("The cursor does not stand at a row: MoveNext was not called or returned false.");
}
