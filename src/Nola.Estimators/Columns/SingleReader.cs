using System.Globalization;

namespace Microsoft.ML.Nola.Columns;

/// <summary>Reads numbers; NaN is ML.NET's word for one that is missing.</summary>
internal static class SingleReader
{
    public static TargetReader<float> Create(DataViewRow row, DataViewSchema.Column column, ColumnFaults faults)
    {
        ValueGetter<float> getter = row.GetGetter<float>(column);
        return (out float target) =>
        {
            target = 0;
            getter(ref target);
            return !float.IsInfinity(target) ? !float.IsNaN(target) : throw faults.Data(string.Create(
                CultureInfo.InvariantCulture,
                $"the label column '{column.Name}' is {target} in row {row.Position}; labels must be finite, or NaN where they are missing"));
        };
    }
}
