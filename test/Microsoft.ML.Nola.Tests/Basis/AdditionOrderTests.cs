using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Tests.Basis;

/// <summary>Part 3 of docs/basis-format.md written down once more, without tables, tiles in memory or vectors: the bits must be the same.</summary>
[TestClass]
public sealed class AdditionOrderTests
{
    private const ulong Seed = unchecked((ulong)-8123456789012345678);
    private const uint Stream = 0xFEDCBA98;

    [TestMethod]
    public void The_bits_are_those_of_the_documented_order()
    {
        foreach ((BasisDistribution distribution, int count, int rows, int columns) in BasisSamples.All)
        {
            RandomBasis basis = BasisSamples.Create(distribution, count, rows, columns);
            double[][] bases = BasisSamples.Bases(Seed, Stream, distribution, count, rows, columns);
            float[] coefficients = BasisSamples.Numbers(count, 7);
            float[] gradient = BasisSamples.Numbers(rows * columns, 8);
            string what = $"{distribution} k={count} r={rows} d={columns}";

            float[] factor = new float[rows * columns];
            basis.Expand(coefficients, factor);
            for (int n = 0; n < factor.Length; n++)
            {
                float sum = distribution == BasisDistribution.Rademacher ? SumSigned(bases, coefficients, n) : SumUniform(bases, coefficients, n);
                Same(basis.Scale * sum, factor[n], $"{what}: factor[{n}]");
            }

            float[] contracted = new float[count];
            basis.Contract(gradient, contracted);
            for (int i = 0; i < count; i++)
            {
                Same(basis.Scale * Project(bases[i], gradient), contracted[i], $"{what}: coefficient {i}");
            }
        }
    }

    private static float SumSigned(double[][] bases, float[] coefficients, int n)
    {
        float sum = 0;
        for (int group = 0; group < coefficients.Length; group += 128)
        {
            float[] chains = new float[4];
            for (int word = 0; word < 4; word++)
            {
                for (int four = 0; four < 8; four++)
                {
                    int i = group + (32 * word) + (4 * four);
                    float term = ((Product(i) + Product(i + 1)) + Product(i + 2)) + Product(i + 3);
                    chains[word] = four == 0 ? term : chains[word] + term;
                }
            }

            sum += (chains[0] + chains[1]) + (chains[2] + chains[3]);
        }

        return sum;

        float Product(int i) => i < coefficients.Length ? (float)bases[i][n] * coefficients[i] : 0f;
    }

    private static float SumUniform(double[][] bases, float[] coefficients, int n)
    {
        float sum = 0;
        for (int i = 0; i < coefficients.Length; i += 4)
        {
            sum += (Product(i) + Product(i + 1)) + (Product(i + 2) + Product(i + 3));
        }

        return sum;

        float Product(int i) => i < coefficients.Length ? (float)bases[i][n] * coefficients[i] : 0f;
    }

    private static float Project(double[] basis, float[] gradient)
    {
        float sum = 0;
        for (int start = 0; start < gradient.Length; start += 4096)
        {
            float[] lanes = new float[16];
            for (int n = start; n < Math.Min(start + 4096, gradient.Length); n++)
            {
                lanes[(n - start) % 16] += (float)basis[n] * gradient[n];
            }

            for (int width = 8; width > 0; width /= 2)
            {
                for (int j = 0; j < width; j++)
                {
                    lanes[j] += lanes[j + width];
                }
            }

            sum += lanes[0];
        }

        return sum;
    }

    private static void Same(float expected, float actual, string what)
    {
        if (BitConverter.SingleToInt32Bits(expected) != BitConverter.SingleToInt32Bits(actual))
        {
            Assert.Fail($"{what} is {actual:R}, the documented order gives {expected:R}.");
        }
    }
}
