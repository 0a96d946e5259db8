using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>The banks of one site: A [k, r, in], B transposed [l, r, out], and the offset A0 [r, in] if there is one.</summary>
internal sealed record MaterializedSite(float[] BankA, float[] BankB, float[]? Offset)
{
    /// <summary>Reads a site from a fixture, whose B bank is [l, out, r].</summary>
    public static MaterializedSite Read(Fixture fixture, Func<string, float[]> read, string prefix, bool offset)
    {
        int[] shape = fixture.Shape(prefix + "bank_b");
        return new MaterializedSite(
            read(prefix + "bank_a"), Transpose(read(prefix + "bank_b"), shape[0], shape[1], shape[2]), offset ? read(prefix + "a0") : null);
    }

    public static SitePlan Plan(string path, int inFeatures, int outFeatures, int rank, double alpha, int k, int l) => new()
    {
        Path = path,
        PeftPath = path,
        InFeatures = inFeatures,
        OutFeatures = outFeatures,
        Rank = rank,
        Alpha = alpha,
        NumBasisA = k,
        NumBasisB = l,
    };

    public static FrozenLinear Map(int index, float[] weight, float[] bias)
    {
        int outFeatures = bias.Length;
        int inFeatures = weight.Length / outFeatures;
        return new DenseLinear(
            [new SiteSlice(new AdapterSite(index, $"layer.{index}", $"layer.{index}", inFeatures, outFeatures, SiteRole.MlpIn))],
            torch.tensor(weight).view(outFeatures, inFeatures),
            torch.tensor(bias));
    }

    public static float[] Transpose(float[] values, int count, int rows, int columns)
    {
        var transposed = new float[values.Length];
        for (int i = 0; i < count; i++)
        {
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    transposed[(i * rows * columns) + (column * rows) + row] = values[(i * rows * columns) + (row * columns) + column];
                }
            }
        }

        return transposed;
    }
}
