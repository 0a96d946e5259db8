using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>The metadata of a GGUF file, read strictly: what is not of the expected kind and range is a fault that names file, key and cause.</summary>
/// <param name="bytes">The file.</param>
/// <param name="values">Where each value lies, by key.</param>
internal sealed class GgufMetadata(StoredBytes bytes, IReadOnlyDictionary<string, GgufValue> values)
{
    private const int LongestToken = 1 << 16;

    /// <summary>Gets the path of the file.</summary>
    public string Origin => bytes.Origin;

    /// <summary>Says whether a key is there.</summary>
    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>Gets a string that must be there.</summary>
    public string GetString(string key) => GetStringOrNull(key) ?? throw Missing(key);

    /// <summary>Gets a string, or <c>null</c> if the key is absent.</summary>
    public string? GetStringOrNull(string key) => Find(key, isArray: false, static type => type == GgufValueType.String, "a string") is { } value
        ? new GgufCursor(bytes, value.Position, GgufCursor.SmallBuffer).ReadString($"'{key}'", GgufHeader.LongestString)
        : null;

    /// <summary>Gets an integer that must be there.</summary>
    public int GetInteger(string key, int minimum, int maximum) => GetIntegerOrNull(key, minimum, maximum) ?? throw Missing(key);

    /// <summary>Gets an integer of any width, or <c>null</c> if the key is absent.</summary>
    public int? GetIntegerOrNull(string key, int minimum, int maximum)
    {
        if (Find(key, isArray: false, IsInteger, "an integer") is not { } value)
        {
            return null;
        }

        Int128 integer = ToInteger(value.Type, Read(value));
        return integer >= minimum && integer <= maximum
            ? (int)integer
            : throw Fault(key, $"is {integer.ToString(CultureInfo.InvariantCulture)}, not an integer from {minimum} to {maximum}");
    }

    /// <summary>Gets a finite number, or <c>null</c> if the key is absent. Of a float it is the shortest decimal: 1e-05, not 9.999999747e-06.</summary>
    public double? GetNumberOrNull(string key)
    {
        if (Find(key, isArray: false, static type => type is GgufValueType.Float32 or GgufValueType.Float64, "a number") is not { } value)
        {
            return null;
        }

        ReadOnlySpan<byte> stored = Read(value);
        double number = value.Type == GgufValueType.Float64
            ? BinaryPrimitives.ReadDoubleLittleEndian(stored)
            : double.Parse(BinaryPrimitives.ReadSingleLittleEndian(stored).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? number : throw Fault(key, "is not a finite number");
    }

    /// <summary>Gets true or false, or <c>null</c> if the key is absent.</summary>
    public bool? GetBooleanOrNull(string key) => Find(key, isArray: false, static type => type == GgufValueType.Bool, "true or false") is { } value
        ? Read(value)[0] switch { 0 => false, 1 => true, byte other => throw Fault(key, $"is {other}, not 0 or 1") }
        : null;

    /// <summary>Gets an array of strings that must be there.</summary>
    public string[] GetStrings(string key, int maximum)
    {
        GgufValue value = FindArray(key, static type => type == GgufValueType.String, "of strings", maximum) ?? throw Missing(key);
        var strings = new string[value.Count!.Value];
        var cursor = new GgufCursor(bytes, value.Position);
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = cursor.ReadString($"'{key}'", LongestToken);
        }

        return strings;
    }

    /// <summary>Gets an array of integers, or <c>null</c> if the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="count">The number that there must be.</param>
    public int[]? GetIntegersOrNull(string key, int count)
    {
        if (FindArray(key, static type => type is GgufValueType.Int32 or GgufValueType.UInt32, "of integers of 32 bits", count, count) is not { } value)
        {
            return null;
        }

        var integers = new int[count];
        bytes.Read(value.Position, MemoryMarshal.AsBytes(integers.AsSpan()));
        return integers;
    }

    /// <summary>Gets an array of floats, or <c>null</c> if the key is absent.</summary>
    /// <inheritdoc cref="GetIntegersOrNull" path="/param"/>
    public float[]? GetSinglesOrNull(string key, int count)
    {
        if (FindArray(key, static type => type == GgufValueType.Float32, "of floats of 32 bits", count, count) is not { } value)
        {
            return null;
        }

        var singles = new float[count];
        bytes.Read(value.Position, MemoryMarshal.AsBytes(singles.AsSpan()));
        return singles;
    }

    /// <summary>Makes the error for a fault of a key.</summary>
    public CorruptModelException Fault(string key, string cause) => new(Origin, $"its metadata '{key}' {cause}");

    private CorruptModelException Missing(string key) => Fault(key, "is missing");

    private GgufValue? Find(string key, bool isArray, Func<GgufValueType, bool> isWanted, string wanted) =>
        !values.TryGetValue(key, out GgufValue value) ? null
        : value.Count is not null == isArray && isWanted(value.Type) ? value
        : throw Fault(key, $"is {(value.Count is null ? string.Empty : "an array of ")}{value.Type}, not {wanted}");

    private GgufValue? FindArray(string key, Func<GgufValueType, bool> isWanted, string wanted, int maximum, int minimum = 0) =>
        Find(key, isArray: true, isWanted, "an array " + wanted) is not { } value ? null
        : value.Count >= minimum && value.Count <= maximum ? value
        : throw Fault(key, $"has {value.Count} elements, not {(minimum == maximum ? string.Empty : "at most ")}{maximum}");

    private byte[] Read(GgufValue value)
    {
        byte[] stored = new byte[GgufValue.SizeOf(value.Type)];
        bytes.Read(value.Position, stored);
        return stored;
    }

    private static bool IsInteger(GgufValueType type) => type is GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.UInt16 or GgufValueType.Int16
        or GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.UInt64 or GgufValueType.Int64;

    private static Int128 ToInteger(GgufValueType type, ReadOnlySpan<byte> number) => type switch
    {
        GgufValueType.UInt8 => number[0],
        GgufValueType.Int8 => (sbyte)number[0],
        GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(number),
        GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(number),
        GgufValueType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(number),
        GgufValueType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(number),
        GgufValueType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(number),
        _ => BinaryPrimitives.ReadInt64LittleEndian(number),
    };
}
