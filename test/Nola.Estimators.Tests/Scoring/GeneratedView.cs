using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.Scoring;

/// <summary>A view with one text column whose rows are made as they are read, out of a few texts that exist already. It allocates nothing a row.</summary>
internal sealed class GeneratedView : IDataView
{
    private readonly long _count;
    private readonly ReadOnlyMemory<char>[] _texts;

    public GeneratedView(long count, IEnumerable<string> texts)
    {
        _count = count;
        _texts = [.. texts.Select(text => text.AsMemory())];
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Text", TextDataViewType.Instance);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => _count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, columnsNeeded.Any());

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(GeneratedView view, bool active) : DataViewRowCursor
    {
        private long _position = -1;
        private bool _ended;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            _ended |= _position == view._count - 1;
            _position = _ended ? -1 : _position + 1;
            return !_ended;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 0);

        public override bool IsColumnActive(DataViewSchema.Column column) => active;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<TValue>)(Delegate)(ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
                value = view._texts[_position % view._texts.Length]);
    }
}
