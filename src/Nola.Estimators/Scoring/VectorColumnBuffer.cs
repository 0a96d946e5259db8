using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Scoring;

/// <summary>Vectors: each reader gets a copy, in the arrays that it brings.</summary>
internal sealed class VectorColumnBuffer<TItem>(DataViewRow source, DataViewSchema.Column column, int rows, Func<int> position)
    : ColumnBuffer<VBuffer<TItem>>(source, column, rows, position)
{
    protected override void Give(int slot, ref VBuffer<TItem> value) => Slots[slot].CopyTo(ref value);
}
