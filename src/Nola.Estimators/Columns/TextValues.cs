using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>Columns that hold a text a row, or several as a vector.</summary>
internal static class TextValues
{
    /// <summary>Finds a column, and refuses one that is neither text nor a vector of text.</summary>
    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name, ColumnFaults faults, string parameter)
    {
        SchemaShape.Column found = InputColumns.Find(SchemaShapes.Of(schema), role, name, faults, parameter);
        return found.ItemType is TextDataViewType && !found.IsKey
            ? schema[name]
            : throw faults.Schema($"the {role} column '{name}' is of type {schema[name].Type}; it must be text or a vector of text", parameter);
    }

    /// <summary>Reads the texts of a row: one if the column is no vector.</summary>
    public static Func<string[]> CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
        {
            ValueGetter<VBuffer<ReadOnlyMemory<char>>> readAll = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
            VBuffer<ReadOnlyMemory<char>> texts = default;
            return () =>
            {
                readAll(ref texts);
                return [.. texts.DenseValues().Select(static text => text.ToString())];
            };
        }

        ValueGetter<ReadOnlyMemory<char>> read = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            read(ref value);
            return [value.ToString()];
        };
    }
}
