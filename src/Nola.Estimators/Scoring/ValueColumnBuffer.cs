namespace Microsoft.ML.Nola.Scoring;

/// <summary>Numbers, text, keys, dates: values that are copied by assignment. Objects of a user's own type are handed on as they are.</summary>
internal sealed class ValueColumnBuffer<TValue>(DataViewRow source, DataViewSchema.Column column, int rows, Func<int> position)
    : ColumnBuffer<TValue>(source, column, rows, position)
{
    protected override void Give(int slot, ref TValue value) => value = Slots[slot];

    /// <summary>A source may fill an object of a user's type in place, so no slot keeps one that was handed on.</summary>
    public override void Release(Range slots)
    {
        if (!typeof(TValue).IsValueType)
        {
            Slots.AsSpan(slots).Clear();
        }
    }
}
