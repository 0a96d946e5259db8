using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Columns;

/// <summary>Reads vectors of Booleans, which are never missing.</summary>
internal static class BooleanVectorReader
{
    public static TargetReader<bool[]> Create(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<bool>> getter = row.GetGetter<VBuffer<bool>>(column);
        VBuffer<bool> buffer = default;
        return (out bool[] target) =>
        {
            getter(ref buffer);
            target = [.. buffer.DenseValues()];
            return true;
        };
    }
}
