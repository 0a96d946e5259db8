namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Converts arrays of numbers to float32 if the framework has no method for it, and checks that numbers are finite.</summary>
internal static class FloatConversion
{
    /// <summary>Converts as many numbers as <paramref name="source"/> has.</summary>
    public delegate void Converter<T>(ReadOnlySpan<T> source, Span<float> destination);

    /// <summary>Says whether no value is infinite or not a number.</summary>
    public static bool AreFinite(ReadOnlySpan<float> values) => !values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue);

    /// <summary>Converts bfloat16, which is the upper half of a float32: exact, NaN bits included.</summary>
    public static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> destination)
    {
        destination = destination[..source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
        }
    }

    /// <summary>Converts float64, rounding to nearest.</summary>
    public static void FromDouble(ReadOnlySpan<double> source, Span<float> destination)
    {
        destination = destination[..source.Length];
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = (float)source[i];
        }
    }
}
