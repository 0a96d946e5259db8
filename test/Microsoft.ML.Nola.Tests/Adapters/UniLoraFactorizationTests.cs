using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;

namespace Microsoft.ML.Nola.Tests.Adapters;

[TestClass]
public sealed class UniLoraFactorizationTests
{
    private const int Length = 37;

    private static readonly FactorLayout Layout = new([
        MaterializedSite.Plan("layer.0", 24, 32, rank: 4, alpha: 4, k: 0, l: 0),
        MaterializedSite.Plan("layer.1", 32, 16, rank: 2, alpha: 4, k: 0, l: 0),
    ]);

    /// <summary>The projection as a matrix: a column for each number of the vector.</summary>
    private static float[][] Columns(UniLoraFactorization factorization) => [.. Enumerable.Range(0, Length).Select(i =>
    {
        var unit = new float[Length];
        unit[i] = 1;
        var factors = new float[Layout.Count];
        factorization.Expand(unit, factors);
        return factors;
    })];

    /// <summary>What the paper asks of its projection: one entry in each row, and columns of length one.</summary>
    [TestMethod]
    public void Each_entry_is_one_number_and_lengths_stay()
    {
        float[][] columns = Columns(new UniLoraFactorization(Layout, seed: 5, Length));
        for (int n = 0; n < Layout.Count; n++)
        {
            Assert.AreEqual(1, columns.Count(column => column[n] != 0), $"entry {n}");
        }

        int[] counts = [.. columns.Select(static column => column.Count(static value => value != 0))];
        Assert.AreEqual(Layout.Count / Length, counts.Min());
        Assert.AreEqual((Layout.Count / Length) + 1, counts.Max());
        foreach (float[] column in columns)
        {
            Assert.AreEqual(1, column.Sum(static value => (double)value * value), 1e-5);
        }
    }

    /// <summary>With such a projection P, the transpose of P is its inverse on what it makes.</summary>
    [TestMethod]
    public void Contraction_is_the_adjoint_and_takes_expansion_back()
    {
        var factorization = new UniLoraFactorization(Layout, seed: 5, Length);
        var random = new Random(1);
        float[] vector = [.. Enumerable.Range(0, Length).Select(_ => random.NextSingle() - 0.5f)];
        float[] gradient = [.. Enumerable.Range(0, Layout.Count).Select(_ => random.NextSingle() - 0.5f)];
        var factors = new float[Layout.Count];
        var back = new float[Length];
        factorization.Expand(vector, factors);
        factorization.Contract(gradient, back);
        Assert.AreEqual(
            factors.Zip(gradient).Sum(static pair => (double)pair.First * pair.Second), vector.Zip(back).Sum(static pair => (double)pair.First * pair.Second), 1e-4);
        factorization.Contract(factors, back);
        for (int i = 0; i < Length; i++)
        {
            Assert.AreEqual(vector[i], back[i], 1e-5f);
        }
    }

    [TestMethod]
    public void Another_seed_chooses_otherwise_and_the_same_one_likewise()
    {
        var vector = new float[Length];
        for (int i = 0; i < Length; i++)
        {
            vector[i] = i + 1;
        }

        float[] Factors(long seed)
        {
            var factors = new float[Layout.Count];
            new UniLoraFactorization(Layout, seed, Length).Expand(vector, factors);
            return factors;
        }

        CollectionAssert.AreEqual(Factors(5), Factors(5));
        int same = Factors(5).Zip(Factors(6)).Count(static pair => pair.First == pair.Second);
        Assert.IsLessThan(Layout.Count / 10, same, "one in 37 by chance");
    }

    [TestMethod]
    public void It_starts_within_the_bound_and_not_at_zero()
    {
        var start = new float[Length];
        var other = new float[Length];
        var factorization = new UniLoraFactorization(Layout, seed: 5, Length);
        factorization.Initialize(start, seed: 1);
        factorization.Initialize(other, seed: 2);
        Assert.IsLessThanOrEqualTo(0.02f, start.Max(MathF.Abs));
        Assert.IsGreaterThan(0.01f, start.Max(MathF.Abs));
        CollectionAssert.AreNotEqual(start, other);
    }
}
