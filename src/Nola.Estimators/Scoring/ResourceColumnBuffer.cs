namespace Microsoft.ML.Nola.Scoring;

/// <summary>
/// Images and other things that must be disposed. They cannot be copied and the reader disposes what it gets, so a value is handed over once; what nobody
/// took is disposed here.
/// </summary>
internal sealed class ResourceColumnBuffer<TValue>(DataViewRow source, DataViewSchema.Column column, int rows, Func<int> position)
    : ColumnBuffer<TValue>(source, column, rows, position)
    where TValue : IDisposable
{
    private readonly string _name = column.Name;
    private readonly bool[] _taken = new bool[rows];

    public override void Fill(int slot)
    {
        base.Fill(slot);
        _taken[slot] = false;
    }

    public override void Release(Range slots)
    {
        foreach (ref TValue value in Slots.AsSpan(slots))
        {
            value?.Dispose();
            value = default!;
        }
    }

    protected override void Give(int slot, ref TValue value)
    {
        if (_taken[slot])
        {
            throw new InvalidOperationException(
                $"The column '{_name}' holds {typeof(TValue).Name}, which cannot be copied: its value is handed over once a row, "
                + "and it was already taken from this one.");
        }

        if (!ReferenceEquals(value, Slots[slot]))
        {
            value?.Dispose();
        }

        value = Slots[slot];
        Slots[slot] = default!;
        _taken[slot] = true;
    }
}
