namespace Microsoft.ML.Nola.Columns;

/// <summary>Reads keys of any of the four integer types as class indexes.</summary>
internal static class KeyReader
{
    /// <summary>Reads the class of a row, from 0; a label that is missing or none of the key's values counts as missing.</summary>
    public static TargetReader<int> Create(DataViewRow row, DataViewSchema.Column column, int classes)
    {
        Type raw = column.Type.RawType;
        if (raw == typeof(byte))
        {
            return Create<byte>(row, column, static value => value, classes);
        }

        if (raw == typeof(ushort))
        {
            return Create<ushort>(row, column, static value => value, classes);
        }

        return raw == typeof(uint)
            ? Create<uint>(row, column, static value => value, classes)
            : Create<ulong>(row, column, static value => value, classes);
    }

    private static TargetReader<int> Create<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> widen, int classes)
        where T : struct
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return (out int target) =>
        {
            getter(ref value);
            ulong key = widen(value);
            bool isClass = key > 0 && key <= (ulong)classes;
            target = isClass ? (int)key - 1 : -1;
            return isClass;
        };
    }
}
