using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.Scoring;

/// <summary>
/// Any view, and notes on its readers: how many cursors are opened and alive, which columns are active in them, which getters are made. It breaks on demand.
/// </summary>
internal sealed class WatchedView(IDataView inner) : IDataView
{
    public DataViewSchema Schema => inner.Schema;

    public bool CanShuffle => inner.CanShuffle;

    /// <summary>The columns that were active, cursor by cursor, each cursor's in the order of the schema.</summary>
    public List<string> Activated { get; } = [];

    /// <summary>The columns of which a getter was made.</summary>
    public HashSet<string> Getters { get; } = new(StringComparer.Ordinal);

    public int Opened { get; private set; }

    public int Alive { get; private set; }

    /// <summary>How far the source was read, all cursors together.</summary>
    public int RowsRead { get; private set; }

    /// <summary>Whether a second cursor is refused while one is open, as over a reader that goes forward only.</summary>
    public bool OneAtATime { get; init; }

    /// <summary>The row at which the view breaks: when a cursor comes to it, or when the column of <see cref="BreaksInColumn"/> is read there.</summary>
    public int BreaksAtRow { get; set; } = -1;

    public string? BreaksInColumn { get; init; }

    public IOException Failure { get; } = new("the source broke");

    public long? GetRowCount() => inner.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        if (OneAtATime && Alive > 0)
        {
            throw new InvalidOperationException("This source is read by one cursor at a time.");
        }

        DataViewSchema.Column[] columns = [.. columnsNeeded];
        Activated.AddRange(columns.OrderBy(column => column.Index).Select(column => column.Name));
        Opened++;
        Alive++;
        return new Cursor(this, inner.GetRowCursor(columns, rand));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(WatchedView view, DataViewRowCursor inner) : DataViewRowCursor
    {
        private bool _disposed;

        public override DataViewSchema Schema => inner.Schema;

        public override long Position => inner.Position;

        public override long Batch => inner.Batch;

        public override bool MoveNext()
        {
            bool moved = inner.MoveNext();
            view.RowsRead += moved ? 1 : 0;
            return !moved || view.BreaksInColumn is not null || Position != view.BreaksAtRow ? moved : throw view.Failure;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => inner.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            view.Getters.Add(column.Name);
            ValueGetter<TValue> getter = inner.GetGetter<TValue>(column);
            return column.Name != view.BreaksInColumn
                ? getter
                : (ref TValue value) =>
                {
                    if (Position == view.BreaksAtRow)
                    {
                        throw view.Failure;
                    }

                    getter(ref value);
                };
        }

        protected override void Dispose(bool disposing)
        {
            if (!_disposed)
            {
                _disposed = true;
                view.Alive--;
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
