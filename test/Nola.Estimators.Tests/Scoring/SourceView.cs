using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nola.Estimators.Tests.Scoring;

/// <summary>A view over rows that notes what is asked of it: which columns are activated, how many cursors are alive, how often a row is read.</summary>
internal sealed class SourceView : IDataView
{
    private readonly (string Text, float[] Vector)[] _rows;

    public SourceView(int rows)
    {
        _rows = [.. Enumerable.Range(0, rows).Select(i => ($"text {i}", new float[] { i, -i, i + 0.5f }))];
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Text", TextDataViewType.Instance);
        builder.AddColumn("Vector", new VectorDataViewType(NumberDataViewType.Single, 3));
        builder.AddColumn("Image", new ResourceType());
        builder.AddColumn("Other", TextDataViewType.Instance);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public List<string> Activated { get; } = [];

    public int AliveCursors { get; private set; }

    public int? ThrowsAtRow { get; init; }

    public Random? LastRandom { get; private set; }

    public List<Resource> Resources { get; } = [];

    /// <summary>How far the source was read.</summary>
    public int RowsRead { get; private set; }

    public long? GetRowCount() => _rows.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        LastRandom = rand;
        Activated.AddRange(columnsNeeded.Select(column => column.Name));
        AliveCursors++;
        return new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(SourceView view, int[] active) : DataViewRowCursor
    {
        private long _position = -1;
        private bool _disposed;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => _position / 2;

        public override bool MoveNext()
        {
            if (_position + 1 == view.ThrowsAtRow)
            {
                throw new IOException("the source broke");
            }

            if (_position + 1 >= view._rows.Length)
            {
                return false;
            }

            view.RowsRead++;
            _position++;
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)_position, 7);

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Assert.IsTrue(IsColumnActive(column), $"'{column.Name}' was asked for and is not active");
            Delegate getter = column.Name switch
            {
                "Text" => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = view._rows[_position].Text.AsMemory()),
                "Vector" => (ValueGetter<VBuffer<float>>)Vector,
                "Image" => (ValueGetter<Resource>)((ref Resource value) => view.Resources.Add(value = new Resource(_position))),
                _ => throw new AssertFailedException($"'{column.Name}' was read"),
            };
            return (ValueGetter<TValue>)getter;
        }

        protected override void Dispose(bool disposing)
        {
            if (!_disposed)
            {
                _disposed = true;
                view.AliveCursors--;
            }

            base.Dispose(disposing);
        }

        /// <summary>Fills the buffer in place, as ML.NET's own getters do.</summary>
        private void Vector(ref VBuffer<float> value)
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, 3);
            view._rows[_position].Vector.CopyTo(editor.Values);
            value = editor.Commit();
        }
    }
}
