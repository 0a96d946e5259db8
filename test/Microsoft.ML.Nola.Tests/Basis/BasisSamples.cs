using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Tests.Basis;

/// <summary>Shapes that reach every edge (short groups, short words, short lanes, several tiles), and numbers to go with them.</summary>
internal static class BasisSamples
{
    public static IReadOnlyList<(int Count, int Rows, int Columns)> Shapes { get; } =
    [
        (1, 1, 1), (3, 1, 2), (4, 2, 8), (33, 3, 5), (128, 1, 16), (130, 5, 31), (191, 8, 48), (97, 3, 1367), (260, 2, 4099), (9, 4096, 3),
    ];

    public static IEnumerable<(BasisDistribution Distribution, int Count, int Rows, int Columns)> All =>
        from distribution in Enum.GetValues<BasisDistribution>()
        from shape in Shapes
        select (distribution, shape.Count, shape.Rows, shape.Columns);

    public static RandomBasis Create(BasisDistribution distribution, int count, int rows, int columns) =>
        new(-8123456789012345678, 0xFEDCBA98, distribution, count, rows, columns);

    /// <summary>Whether two results are equal bit for bit.</summary>
    public static bool SameBits(float[] expected, float[] actual) =>
        MemoryMarshal.Cast<float, int>(expected).SequenceEqual(MemoryMarshal.Cast<float, int>(actual));

    /// <summary>Numbers of both signs, none of them round.</summary>
    public static float[] Numbers(int length, uint stream)
    {
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++)
        {
            numbers[i] = ((Philox.Block((uint)i, 0, stream, 99, 5).W0 >> 8) * (1f / (1 << 23))) - 0.9f;
        }

        return numbers;
    }

    /// <summary>The bases by their definition, one block at a time.</summary>
    public static double[][] Bases(ulong seed, uint stream, BasisDistribution distribution, int count, int rows, int columns)
    {
        double[][] bases = new double[count][];
        for (int i = 0; i < count; i++)
        {
            bases[i] = new double[rows * columns];
            for (int n = 0; n < bases[i].Length; n++)
            {
                bases[i][n] = Entry(seed, stream, distribution, i, (uint)(n / columns), (uint)(n % columns));
            }
        }

        return bases;
    }

    private static double Entry(ulong seed, uint stream, BasisDistribution distribution, int index, uint row, uint column)
    {
        bool signs = distribution == BasisDistribution.Rademacher;
        int group = index / (signs ? 128 : 4);
        int member = index % (signs ? 128 : 4);
        (uint w0, uint w1, uint w2, uint w3) = Philox.Block(column, (row << 20) | (uint)group, stream, 1, seed);
        uint[] words = [w0, w1, w2, w3];
        return signs ? 1 - (2.0 * ((words[member / 32] >> (member % 32)) & 1)) : ((words[member] >> 8) / 8388608.0) - 1;
    }
}
