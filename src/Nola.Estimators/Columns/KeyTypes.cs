using Microsoft.ML.Data;

namespace Microsoft.ML.Nola.Columns;

/// <summary>What a column of keys, or of vectors of keys, says of its keys.</summary>
internal static class KeyTypes
{
    /// <summary>The type of the column's keys.</summary>
    public static KeyDataViewType Of(DataViewSchema.Column column) => (KeyDataViewType)column.Type.ItemType();

    /// <summary>The type of a column's values, or of what its vectors hold.</summary>
    public static DataViewType ItemType(this DataViewType type) => type is VectorDataViewType vector ? vector.ItemType : type;

    /// <summary>Whether keys mean the same in two columns. A key means nothing by itself: with another mapping it is another label, silently.</summary>
    public static bool MeanTheSame(DataViewSchema.Column first, DataViewSchema.Column second)
    {
        ulong count = Of(first).Count;
        LabelValues? values = LabelValues.From(first, (int)count);
        LabelValues? others = LabelValues.From(second, (int)count);
        return Of(second).Count == count && (values?.HasSameValues(others) ?? others is null);
    }
}
