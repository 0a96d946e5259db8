namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Names and sizes of the number types.</summary>
internal static class SafetensorsTypes
{
    private static readonly (SafetensorsType Type, string Name, int Bits)[] Table =
    [
        (SafetensorsType.Bool, "BOOL", 8),
        (SafetensorsType.F4, "F4", 4),
        (SafetensorsType.F6E2M3, "F6_E2M3", 6),
        (SafetensorsType.F6E3M2, "F6_E3M2", 6),
        (SafetensorsType.U8, "U8", 8),
        (SafetensorsType.I8, "I8", 8),
        (SafetensorsType.F8E5M2, "F8_E5M2", 8),
        (SafetensorsType.F8E4M3, "F8_E4M3", 8),
        (SafetensorsType.F8E8M0, "F8_E8M0", 8),
        (SafetensorsType.I16, "I16", 16),
        (SafetensorsType.U16, "U16", 16),
        (SafetensorsType.F16, "F16", 16),
        (SafetensorsType.BF16, "BF16", 16),
        (SafetensorsType.I32, "I32", 32),
        (SafetensorsType.U32, "U32", 32),
        (SafetensorsType.F32, "F32", 32),
        (SafetensorsType.C64, "C64", 64),
        (SafetensorsType.F64, "F64", 64),
        (SafetensorsType.I64, "I64", 64),
        (SafetensorsType.U64, "U64", 64),
    ];

    /// <summary>Gets the name that files use.</summary>
    public static string Name(this SafetensorsType type) => Table[(int)type].Name;

    /// <summary>Gets the size of one number in bits; below eight for the packed types.</summary>
    public static int Bits(this SafetensorsType type) => Table[(int)type].Bits;

    /// <summary>Finds a type by the name that files use. Names are case-sensitive.</summary>
    public static bool TryParse(string name, out SafetensorsType type)
    {
        foreach ((SafetensorsType candidate, string known, _) in Table)
        {
            if (string.Equals(known, name, StringComparison.Ordinal))
            {
                type = candidate;
                return true;
            }
        }

        type = default;
        return false;
    }

    /// <summary>Counts the bytes of a tensor; false if the product overflows or does not fill whole bytes.</summary>
    public static bool TryCount(SafetensorsType type, ReadOnlySpan<long> shape, out long elements, out long bytes)
    {
        elements = 1;
        bytes = 0;
        foreach (long dimension in shape)
        {
            // In this order a zero further on does not excuse an overflow before it: so does the reference reader.
            Int128 product = (Int128)elements * dimension;
            if (dimension < 0 || product > long.MaxValue)
            {
                return false;
            }

            elements = (long)product;
        }

        Int128 bits = (Int128)elements * type.Bits();
        if (bits % 8 != 0 || bits / 8 > long.MaxValue)
        {
            return false;
        }

        bytes = (long)(bits / 8);
        return true;
    }
}
