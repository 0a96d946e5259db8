namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>
/// The 256 values from -1 to 1 of the dynamic tree type (arXiv 1511.04561), by which QLoRA quantises the scales of its blocks: the nearer to zero, the closer
/// they lie.
/// </summary>
internal static class DynamicCode
{
    private const int Exponents = 7;
    private const float Least = 0.1f;

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

    /// <summary>
    /// A power of ten for each exponent, times the middles of 2^exponent equal parts of .1 to 1, of either sign; and 0, and 1. Rounded to single precision where
    /// torch.linspace rounds, in whose values bitsandbytes writes its codes.
    /// </summary>
    private static float[] Create()
    {
        var values = new List<float> { 0, 1 };
        for (int exponent = 0; exponent < Exponents; exponent++)
        {
            int count = 1 << exponent;
            float step = (1 - Least) / count;
            float power = (float)Math.Pow(10, exponent - Exponents + 1);
            for (int i = 0; i < count; i++)
            {
                float value = power * ((Bound(i) + Bound(i + 1)) / 2);
                values.AddRange([value, -value]);
            }

            float Bound(int i) => i < (count + 1) / 2 ? (float)(Least + ((double)step * i)) : (float)(1 - ((double)step * (count - i)));
        }

        values.Sort();
        return [.. values];
    }
}
