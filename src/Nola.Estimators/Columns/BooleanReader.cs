namespace Microsoft.ML.Nola.Columns;

/// <summary>Reads Booleans, which are never missing.</summary>
internal static class BooleanReader
{
    public static TargetReader<bool> Create(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<bool> getter = row.GetGetter<bool>(column);
        return (out bool target) =>
        {
            target = false;
            getter(ref target);
            return true;
        };
    }
}
