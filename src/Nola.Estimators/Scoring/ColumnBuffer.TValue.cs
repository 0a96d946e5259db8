namespace Microsoft.ML.Nola.Scoring;

/// <summary>
/// The slots of one column. The source's getter fills a slot in place, so what a slot owns (the arrays of a vector) is its own and is used again in the
/// next batch.
/// </summary>
internal abstract class ColumnBuffer<TValue> : ColumnBuffer
{
    private readonly ValueGetter<TValue> _source;
    private readonly Func<int> _position;

    protected ColumnBuffer(DataViewRow source, DataViewSchema.Column column, int rows, Func<int> position)
    {
        _source = source.GetGetter<TValue>(column);
        _position = position;
        Slots = new TValue[rows];
        Getter = (ValueGetter<TValue>)Get;
    }

    public override Delegate Getter { get; }

    protected TValue[] Slots { get; }

    public override void Fill(int slot) => _source(ref Slots[slot]);

    /// <summary>Gives the value of a slot to a reader, who may keep and change what it gets.</summary>
    protected abstract void Give(int slot, ref TValue value);

    private void Get(ref TValue value) => Give(_position(), ref value);
}
