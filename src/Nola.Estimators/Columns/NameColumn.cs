using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Columns;

/// <summary>A column that says by equal values which rows belong together: text, or a key.</summary>
internal static class NameColumn
{
    /// <summary>Finds a column, and refuses one that is neither text nor a key.</summary>
    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name, ColumnFaults faults, string parameter)
    {
        SchemaShape.Column shape = InputColumns.Find(SchemaShapes.Of(schema), role, name, faults, parameter);
        return shape.Kind == SchemaShape.Column.VectorKind.Scalar && (shape.IsKey || shape.ItemType is TextDataViewType)
            ? schema[name]
            : throw faults.Schema($"the {role} column '{name}' is of type {InputColumns.Describe(shape)}; it must be text or a key", parameter);
    }

    /// <summary>Reads the name of a row: its text, what its key stands for, or the key's number if that is not known. A missing key is the empty name.</summary>
    public static Func<string> CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType key)
        {
            Func<string[]> read = TextValues.CreateReader(row, column);
            return () => read()[0];
        }

        int count = (int)Math.Min(key.Count, int.MaxValue);
        IReadOnlyList<string>? names = LabelValues.From(column, count)?.Texts;
        TargetReader<int> readKey = KeyReader.Create(row, column, count);
        return () => !readKey(out int value) ? string.Empty : names?[value] ?? (value + 1).ToString(CultureInfo.InvariantCulture);
    }
}
