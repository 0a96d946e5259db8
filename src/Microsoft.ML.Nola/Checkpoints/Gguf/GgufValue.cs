namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>Where a metadata value lies. It is read when it is asked for: a vocabulary takes megabytes, and few readers want it.</summary>
/// <param name="Type">Its kind; of an array, the kind of its elements.</param>
/// <param name="Position">Its first byte in the file; of an array, that of its first element.</param>
/// <param name="Count">The elements of an array, or <c>null</c> if it is none.</param>
internal readonly record struct GgufValue(GgufValueType Type, long Position, long? Count)
{
    /// <summary>The bytes of a number or a truth value; 0 for strings and arrays, whose length is in the file.</summary>
    public static int SizeOf(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 => 8,
        _ => 0,
    };
}
