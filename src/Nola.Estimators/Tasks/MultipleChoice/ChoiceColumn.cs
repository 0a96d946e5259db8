using Microsoft.ML.Data;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Tasks.MultipleChoice;

/// <summary>The label of a multiple choice: the number of the right choice from 0 as an integer of any size, or a key.</summary>
internal static class ChoiceColumn
{
    /// <summary>Makes a reader for each type of integer that a column may have.</summary>
    private static readonly Dictionary<Type, Func<DataViewRow, DataViewSchema.Column, Func<long>>> Readers = new()
    {
        [typeof(sbyte)] = static (row, column) => Create<sbyte>(row, column, static value => value),
        [typeof(byte)] = static (row, column) => Create<byte>(row, column, static value => value),
        [typeof(short)] = static (row, column) => Create<short>(row, column, static value => value),
        [typeof(ushort)] = static (row, column) => Create<ushort>(row, column, static value => value),
        [typeof(int)] = static (row, column) => Create<int>(row, column, static value => value),
        [typeof(uint)] = static (row, column) => Create<uint>(row, column, static value => value),
        [typeof(long)] = static (row, column) => Create<long>(row, column, static value => value),
        [typeof(ulong)] = static (row, column) => Create<ulong>(row, column, static value => (long)Math.Min(value, long.MaxValue)),
    };

    public static DataViewSchema.Column Find(DataViewSchema schema, string name, ColumnFaults faults, string parameter)
    {
        SchemaShape.Column label = InputColumns.FindLabel(SchemaShapes.Of(schema), name, "number or key", faults, parameter);
        return Readers.ContainsKey(label.ItemType.RawType) && label.ItemType is NumberDataViewType or KeyDataViewType
            ? schema[name]
            : throw faults.Schema(
                $"the label column '{name}' is of type {InputColumns.Describe(label)}; it must be the number of the right choice from 0, an integer, or a key",
                parameter);
    }

    /// <summary>Reads the number of the right choice; -1 for a missing key.</summary>
    public static Func<long> CreateReader(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType key)
        {
            return Readers[column.Type.RawType](row, column);
        }

        TargetReader<int> read = KeyReader.Create(row, column, (int)Math.Min(key.Count, int.MaxValue));
        return () => read(out int choice) ? choice : -1;
    }

    private static Func<long> Create<T>(DataViewRow row, DataViewSchema.Column column, Func<T, long> widen)
    {
        ValueGetter<T> read = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            read(ref value);
            return widen(value);
        };
    }
}
