using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Peft;
using Microsoft.ML.Nola.Basis;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>The first bases of an adapter alone: what its factors are, and how a folder says so.</summary>
[TestClass]
public sealed class AdapterTruncationTests
{
    private const string Identity = "0123";
    private const long Seed = 77;
    private const int K = 150;
    private const int L = 40;

    public static IEnumerable<object[]> Cases() =>
        from distribution in (BasisDistribution[])[BasisDistribution.Rademacher, BasisDistribution.Uniform]
        from sharing in (BasisSharing[])[BasisSharing.Shared, BasisSharing.PerModule]
        from counts in (int[][])[[1, 1], [33, 7], [128, L], [149, 39], [K, 8]]
        select new object[] { distribution, sharing, counts[0], counts[1] };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Its_factors_are_those_of_the_first_bases_to_the_last_bit(BasisDistribution distribution, BasisSharing sharing, int numBasisA, int numBasisB)
    {
        using TinyModel tiny = Create(distribution, sharing, out Adapter adapter);
        float[] factors = Factors(tiny, adapter.Truncate(numBasisA, numBasisB));
        int at = 0;
        int coefficients = 0;
        foreach (SitePlan site in adapter.Plan.Sites)
        {
            // By the public basis of all bases, whose later coefficients are nothing.
            var a = new RandomBasis(Seed, Stream(site, sharing, BasisFactor.A), distribution, K, site.Rank, site.InFeatures);
            float[] expected = Expand(a, K, numBasisA, adapter.Coefficients.AsSpan(coefficients, K), site.SizeA);
            var offset = new float[site.SizeA];
            a.FillOffset(offset);
            expected = [.. expected.Zip(offset, static (sum, start) => start + sum)];
            AssertBits(expected, factors.AsSpan(at, site.SizeA), site.Path + "/A");
            AssertSum(a, numBasisA, adapter.Coefficients.AsSpan(coefficients, K), offset, factors.AsSpan(at, site.SizeA));
            at += site.SizeA;
            coefficients += K;

            var b = new RandomBasis(Seed, Stream(site, sharing, BasisFactor.B), distribution, L, site.Rank, site.OutFeatures);
            AssertBits(Expand(b, L, numBasisB, adapter.Coefficients.AsSpan(coefficients, L), site.SizeB), factors.AsSpan(at, site.SizeB), site.Path + "/B");
            at += site.SizeB;
            coefficients += L;
        }
    }

    [TestMethod]
    [DataRow(BasisDistribution.Rademacher)]
    [DataRow(BasisDistribution.Uniform)]
    public void A_folder_keeps_its_bits_and_says_that_older_readers_cannot_read_it(BasisDistribution distribution)
    {
        using TinyModel tiny = Create(distribution, BasisSharing.Shared, out Adapter adapter);
        Adapter truncated = adapter.Truncate(16, 24);
        IReadOnlyDictionary<string, byte[]> files = AdapterFolder.Write(truncated);

        JsonNode config = JsonNode.Parse(files[AdapterFolder.ConfigFileName])!;
        Assert.AreEqual(2, (int)config["adapter_format_version"]!);
        JsonNode first = config["sites"]![0]!;
        Assert.AreEqual((16, 24), ((int)first["num_basis_a"]!, (int)first["num_basis_b"]!));
        Assert.AreEqual(1 / Math.Sqrt(distribution == BasisDistribution.Uniform ? K : 3.0 * K), (double)first["basis_scale_a"]!);
        Adapter read = AdapterFolder.Read(files, "memory", Identity);
        CollectionAssert.AreEqual(truncated.Plan.Sites.ToArray(), read.Plan.Sites.ToArray());
        AssertBits(Factors(tiny, truncated), Factors(tiny, read), "factors");
        foreach ((string name, byte[] content) in AdapterFolder.Write(read))
        {
            CollectionAssert.AreEqual(files[name], content, name);
        }
    }

    [TestMethod]
    public void As_many_bases_as_there_are_change_nothing_and_steps_do_not_matter()
    {
        using TinyModel tiny = Create(BasisDistribution.Rademacher, BasisSharing.Shared, out Adapter adapter);
        AssertSame(AdapterFolder.Write(adapter), AdapterFolder.Write(adapter.Truncate(K, L)));
        AssertSame(AdapterFolder.Write(adapter), AdapterFolder.Write(adapter.Truncate(1 << 20, 1 << 20)));
        AssertSame(AdapterFolder.Write(adapter.Truncate(20, 10)), AdapterFolder.Write(adapter.Truncate(60, 30).Truncate(20, 10)));
    }

    [TestMethod]
    public void A_module_that_has_fewer_keeps_all()
    {
        using var tiny = new TinyModel(new AdapterConfig { NumBasisA = 20, NumBasisB = 20, NumBasisAPattern = { ["mlp-out"] = 5 } });
        Adapter adapter = Fill(tiny);
        Adapter truncated = adapter.Truncate(8, 20);
        Assert.IsTrue(truncated.Plan.Sites.All(static site => site.NumBasisB == 20 && site.BasisScaleB is null));
        Assert.IsTrue(truncated.Plan.Sites.All(static site =>
            (site.NumBasisA, site.BasisScaleA is null) == (site.Path.Contains("intermediate", StringComparison.Ordinal) ? (8, false) : (5, true))));
        Assert.HasCount((int)truncated.Plan.ParameterCount, truncated.Coefficients);
    }

    [TestMethod]
    [DataRow(1, 0.02, "is 0.02; basis version 1 has")]
    [DataRow(2, 0.9, "16 bases have")]
    [DataRow(2, 1e-5, "the first ones of more have less, down to")]
    [DataRow(2, 0.0, "the first ones of more have less, down to")]
    public void A_scale_that_bases_cannot_have_is_refused(int version, double scale, string cause)
    {
        using TinyModel tiny = Create(BasisDistribution.Rademacher, BasisSharing.Shared, out Adapter adapter);
        var files = new Dictionary<string, byte[]>(AdapterFolder.Write(adapter.Truncate(16, 16)), StringComparer.Ordinal);
        JsonNode config = JsonNode.Parse(files[AdapterFolder.ConfigFileName])!;
        config["adapter_format_version"] = version;
        config["sites"]![0]!["basis_scale_a"] = scale;
        files[AdapterFolder.ConfigFileName] = Encoding.UTF8.GetBytes(config.ToJsonString());
        string message = Assert.ThrowsExactly<CorruptModelException>(() => AdapterFolder.Read(files, "memory", Identity)).Message;
        Assert.Contains("basis_scale_a", message);
        Assert.Contains(cause, message);
    }

    private static TinyModel Create(BasisDistribution distribution, BasisSharing sharing, out Adapter adapter)
    {
        var tiny = new TinyModel(new AdapterConfig
        {
            Rank = 3, NumBasisA = K, NumBasisB = L, BasisSeed = Seed, Distribution = distribution, Sharing = sharing, TargetModules = { "query", "mlp" },
        });
        adapter = Fill(tiny);
        return tiny;
    }

    private static Adapter Fill(TinyModel tiny)
    {
        float[] coefficients = [.. Enumerable.Range(0, tiny.Factors.Factorization.CoefficientCount).Select(static i => MathF.Sin(i))];
        return new Adapter(tiny.Plan, coefficients, [], Identity, "tiny");
    }

    private static float[] Factors(TinyModel tiny, Adapter adapter)
    {
        using var factors = new FactorAdaptation(
            adapter.Plan, new Nola.Adapters.Methods.NolaMethod().CreateFactorization, tiny.Backbone, trains: false);
        factors.Load(adapter.Coefficients);
        return factors.Factors.Values.ToArray();
    }

    private static uint Stream(SitePlan site, BasisSharing sharing, BasisFactor factor) =>
        sharing == BasisSharing.Shared ? RandomBasis.GetSharedStream(factor) : RandomBasis.GetStream(site.Path, factor);

    private static float[] Expand(RandomBasis basis, int count, int kept, ReadOnlySpan<float> coefficients, int size)
    {
        var some = new float[count];
        coefficients[..kept].CopyTo(some);
        var factor = new float[size];
        basis.Expand(some, factor);
        return factor;
    }

    /// <summary>The definition: A0 and a sum of matrices, in double.</summary>
    private static void AssertSum(RandomBasis basis, int kept, ReadOnlySpan<float> coefficients, float[] offset, ReadOnlySpan<float> factor)
    {
        var sum = new double[factor.Length];
        var one = new float[factor.Length];
        for (int i = 0; i < kept; i++)
        {
            basis.Fill(i, one);
            for (int n = 0; n < sum.Length; n++)
            {
                sum[n] += (double)coefficients[i] * one[n];
            }
        }

        Near.AreEqual([.. sum.Zip(offset, (value, start) => start + (basis.Scale * value))], factor, 1e-5, "the sum of the first bases");
    }

    private static void AssertBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what) => CollectionAssert.AreEqual(
        Array.ConvertAll(expected.ToArray(), BitConverter.SingleToInt32Bits),
        Array.ConvertAll(actual.ToArray(), BitConverter.SingleToInt32Bits),
        what);

    private static void AssertSame(IReadOnlyDictionary<string, byte[]> expected, IReadOnlyDictionary<string, byte[]> actual)
    {
        foreach ((string name, byte[] content) in expected)
        {
            CollectionAssert.AreEqual(content, actual[name], name);
        }
    }
}
