using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Columns;

/// <summary>What a column of keys, or of vectors of keys, says of its keys.</summary>
internal static class KeyTypes
{
    /// <summary>The type of the column's keys.</summary>
    public static KeyDataViewType Of(DataViewSchema.Column column) => (KeyDataViewType)column.Type.ItemType();

    /// <summary>The type of a column's values, or of what its vectors hold.</summary>
    public static DataViewType ItemType(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>
    /// Refuses a validation set whose keys mean something else. A key means nothing by itself: with another mapping it is another label, silently.
    /// </summary>
    public static void RequireSame(DataViewSchema.Column train, DataViewSchema.Column validation, ColumnFaults faults)
    {
        ulong count = Of(train).Count;
        LabelValues? values = LabelValues.From(train, (int)count);
        LabelValues? others = LabelValues.From(validation, (int)count);
        if (Of(validation).Count != count || !(values?.HasSameValues(others) ?? others is null))
        {
            throw faults.OtherLabels(train.Name);
        }
    }
}
