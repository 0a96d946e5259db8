namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>
/// The 256 values from -1 to 1 of the dynamic tree type (arXiv 1511.04561), by which QLoRA quantises the scales of its blocks: the nearer to zero, the closer
/// they lie.
/// </summary>
internal static class DynamicCode
{
    private const int Exponents = 7;

    private static readonly float[] Table = Create();
    private static readonly double[] Midpoints = [.. Enumerable.Range(0, Table.Length - 1).Select(static i => ((double)Table[i] + Table[i + 1]) / 2)];

    /// <summary>Gets the values in ascending order.</summary>
    public static ReadOnlySpan<float> Values => Table;

    /// <summary>The number of the nearest value, the lower one of two that are as near.</summary>
    public static byte Nearest(float value)
    {
        int at = Array.BinarySearch(Midpoints, (double)value);
        return (byte)(at < 0 ? ~at : at);
    }

    /// <summary>A power of ten for each exponent, times 2^exponent values evenly between .1 and 1, of either sign; and 0, and 1.</summary>
    private static float[] Create()
    {
        var values = new List<float> { 0, 1 };
        for (int exponent = 0; exponent < Exponents; exponent++)
        {
            int count = 1 << exponent;
            double power = Math.Pow(10, exponent - Exponents + 1);
            for (int i = 0; i < count; i++)
            {
                float value = (float)(power * (0.1 + (0.9 * (i + 0.5) / count)));
                values.AddRange([value, -value]);
            }
        }

        values.Sort();
        return [.. values];
    }
}
