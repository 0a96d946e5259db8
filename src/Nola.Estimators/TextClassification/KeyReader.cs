namespace Microsoft.ML.Nola.TextClassification;

/// <summary>Reads keys of any of the four integer types as class indexes.</summary>
internal static class KeyReader
{
    /// <summary>Gives the class of the row that the cursor stands at, from 0; -1 where the label is missing or none of the key's values.</summary>
    public static Func<int> Create(DataViewRow row, DataViewSchema.Column column, int classes)
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

    private static Func<int> Create<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> widen, int classes)
        where T : struct
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            ulong key = widen(value);
            return key == 0 || key > (ulong)classes ? -1 : (int)key - 1;
        };
    }
}
