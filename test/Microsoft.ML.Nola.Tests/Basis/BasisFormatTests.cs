using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Nola.Basis;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Basis;

/// <summary>Format 1 against an independent implementation.</summary>
[TestClass]
public sealed class BasisFormatTests
{
    private const double Tolerance = 2e-6;

    [TestMethod]
    public void A_basis_gives_the_known_answers() => Check(BasisVectors.Load(BasisVectors.Local("basis-v1.json")), expectedCases: 8);

    [TestMethod]
    public void A_basis_gives_all_known_answers() => Check(BasisVectors.Load(Repository.Shared("fixtures", "basis-v1", "vectors.json")), expectedCases: 16);

    [TestMethod]
    public void The_shared_stream_is_the_hash_of_the_factor_alone()
    {
        // sha256sum of "A" begins with 559aead0, of "B" with df7e70e5.
        Assert.AreEqual(0x559AEAD0u, RandomBasis.GetSharedStream(BasisFactor.A));
        Assert.AreEqual(0xDF7E70E5u, RandomBasis.GetSharedStream(BasisFactor.B));
    }

    private static void Check(BasisVectors.Case[] cases, int expectedCases)
    {
        Assert.HasCount(expectedCases, cases);
        foreach (BasisVectors.Case vector in cases)
        {
            Assert.AreEqual(vector.Stream, RandomBasis.GetStream(vector.ModulePath, Enum.Parse<BasisFactor>(vector.Factor)), vector.ModulePath);
            RandomBasis basis = vector.ToBasis();
            Assert.AreEqual((float)vector.BasisScale, basis.Scale, $"{vector}: scale");
            CheckFill(vector, basis);
            CheckOffset(vector, basis);
            CheckExpand(vector, basis);
            CheckContract(vector, basis);
        }
    }

    private static void CheckFill(BasisVectors.Case vector, RandomBasis basis)
    {
        float[] entries = new float[vector.R * vector.D];
        foreach ((int index, string hash) in vector.Fill)
        {
            basis.Fill(index, entries);
            CollectionAssert.AreEqual(vector.FillFirst[index], entries[..vector.FillFirst[index].Length], $"{vector}: basis {index}");
            Assert.AreEqual(hash, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(entries))), $"{vector}: basis {index}");
        }
    }

    private static void CheckOffset(BasisVectors.Case vector, RandomBasis basis)
    {
        float[] offset = new float[vector.R * vector.D];
        basis.FillOffset(offset);
        Near.AreEqual(vector.OffsetFirst, offset.AsSpan(0, vector.OffsetFirst.Length), 2e-7, $"{vector}: offset");
    }

    private static void CheckExpand(BasisVectors.Case vector, RandomBasis basis)
    {
        float[] factor = new float[vector.R * vector.D];
        factor.AsSpan().Fill(float.NaN);
        basis.Expand(vector.Coefficients, factor);
        Near.AreEqual(vector.FactorValues, factor.AsSpan(0, vector.FactorValues.Length), Tolerance, $"{vector}: factor");
        Near.AreEqual(vector.FactorLast, factor.AsSpan(factor.Length - vector.FactorLast.Length), Tolerance, $"{vector}: end of factor");
        double largest = factor.Max(value => Math.Abs((double)value));
        Assert.AreEqual(vector.FactorSum, factor.Sum(value => (double)value), Tolerance * largest * factor.Length, $"{vector}: sum of factor");
    }

    private static void CheckContract(BasisVectors.Case vector, RandomBasis basis)
    {
        float[] gradient = new float[vector.R * vector.D];
        for (int n = 0; n < gradient.Length; n++)
        {
            gradient[n] = (float)Math.Sin((0.001 * n * n) + n);
        }

        float[] coefficients = new float[vector.K];
        coefficients.AsSpan().Fill(float.NaN);
        basis.Contract(gradient, coefficients);
        Near.AreEqual(vector.Contract, coefficients.AsSpan(0, vector.Contract.Length), Tolerance, $"{vector}: contraction");
    }
}
