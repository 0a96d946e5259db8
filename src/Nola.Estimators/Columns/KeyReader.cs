using Microsoft.ML.Data;

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

    /// <summary>Reads the classes of a vector of keys, from 0; one that is missing or none of the key's values is <paramref name="missing"/>.</summary>
    public static Func<int[]> CreateForVectors(DataViewRow row, DataViewSchema.Column column, int classes, int missing)
    {
        Type raw = column.Type.ItemType().RawType;
        if (raw == typeof(byte))
        {
            return CreateForVectors<byte>(row, column, static value => value, classes, missing);
        }

        if (raw == typeof(ushort))
        {
            return CreateForVectors<ushort>(row, column, static value => value, classes, missing);
        }

        return raw == typeof(uint)
            ? CreateForVectors<uint>(row, column, static value => value, classes, missing)
            : CreateForVectors<ulong>(row, column, static value => value, classes, missing);
    }

    private static TargetReader<int> Create<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> widen, int classes)
        where T : struct
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return (out int target) =>
        {
            getter(ref value);
            target = ClassOf(widen(value), classes, missing: -1);
            return target >= 0;
        };
    }

    private static Func<int[]> CreateForVectors<T>(DataViewRow row, DataViewSchema.Column column, Func<T, ulong> widen, int classes, int missing)
        where T : struct
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return [.. value.DenseValues().Select(key => ClassOf(widen(key), classes, missing))];
        };
    }

    private static int ClassOf(ulong key, int classes, int missing) => key > 0 && key <= (ulong)classes ? (int)key - 1 : missing;
}
