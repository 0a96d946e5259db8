using Microsoft.ML.Nola.Backbones.Quantization;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Quantization;

/// <summary>The codecs against numpy code that agrees with bitsandbytes: codes exact, values to 1e-6.</summary>
[TestClass]
public sealed class CodecFixtureTests
{
    private const double Tolerance = 1e-6;

    public static IEnumerable<object[]> Weights => [["w64x64"], ["w48x200"], ["w96x200"], ["w5x27"]];

    [TestMethod]
    [DynamicData(nameof(Weights))]
    public void Int8_equals_the_reference(string name)
    {
        using Fixture io = Open();
        int[] shape = io.Shape($"{name}.weight");
        float[] weight = io.Singles($"{name}.weight");
        var codes = new sbyte[weight.Length];
        var scales = new float[shape[0]];
        Int8Codec.Quantise(weight, shape[1], codes, scales);
        CollectionAssert.AreEqual(io.SignedBytes($"{name}.int8.codes"), codes);
        CollectionAssert.AreEqual(io.Singles($"{name}.int8.scale"), scales);
        float[] values = [.. codes.Select((code, i) => code * scales[i / shape[1]])];
        Near.AreEqual(Doubles(io, $"{name}.int8.dequantized"), values, Tolerance);
    }

    [TestMethod]
    [DynamicData(nameof(Weights))]
    public void Nf4_equals_the_reference(string name)
    {
        using Fixture io = Open();
        float[] weight = io.Singles($"{name}.weight");
        byte[] expected = io.Bytes($"{name}.nf4.codes");
        byte[] packed = Pack(weight, out float[] absmax);
        CollectionAssert.AreEqual(io.Singles($"{name}.nf4.absmax"), absmax);
        CollectionAssert.AreEqual(expected, Codes(packed, weight.Length));
        CollectionAssert.AreEqual(io.Bytes($"{name}.nf4.packed"), packed);
        float[] values = [.. weight.Select((_, i) => Nf4Codec.ValueAt(packed, i) * absmax[i / Nf4Codec.BlockSize])];
        Near.AreEqual(Doubles(io, $"{name}.nf4.dequantized"), values, Tolerance);
    }

    [TestMethod]
    [DynamicData(nameof(Weights))]
    public void Double_quantisation_equals_the_reference(string name)
    {
        using Fixture io = Open();
        float[] weight = io.Singles($"{name}.weight");
        byte[] packed = Pack(weight, out float[] absmax);
        byte[] expected = io.Bytes($"{name}.nf4.double.codes");
        var codes = new byte[absmax.Length];
        float[] expectedScales = io.Singles($"{name}.nf4.double.scale");
        var scales = new float[expectedScales.Length];
        float offset = DoubleQuantisation.Quantise(absmax, codes, scales);
        Assert.AreEqual(io.Singles($"{name}.nf4.double.offset")[0], offset, Tolerance * Math.Abs(offset));
        CollectionAssert.AreEqual(expected, codes);
        Near.AreEqual([.. expectedScales], scales, Tolerance, "scales");
        var values = new Nf4Values(packed, codes, scales, offset);
        Near.AreEqual(Doubles(io, $"{name}.nf4.double.absmax"), AbsmaxOf(values), Tolerance, "absmax");
        var all = new float[weight.Length];
        values.Dequantise(0, all);
        Near.AreEqual(Doubles(io, $"{name}.nf4.double.dequantized"), all, Tolerance);

        // Anywhere in a block, and over the ends of blocks.
        foreach (int first in (int[])[1, 63, 64, 65])
        {
            var part = new float[Math.Min(70, weight.Length - first)];
            values.Dequantise(first, part);
            CollectionAssert.AreEqual(all[first..(first + part.Length)], part, $"from {first}");
        }
    }

    [TestMethod]
    public void The_tables_equal_the_reference()
    {
        using Fixture io = Open();
        CollectionAssert.AreEqual(io.Singles("nf4_code"), Nf4Codec.Values.ToArray());
        CollectionAssert.AreEqual(io.Singles("dynamic_code"), DynamicCode.Values.ToArray());
    }

    /// <summary>At the midpoints between codes the reference's neighbours may be taken too; beside them there is one code.</summary>
    [TestMethod]
    public void Numbers_beside_midpoints_get_the_code_of_the_reference()
    {
        using Fixture io = Open();
        float[] weight = io.Singles("edges.weight");
        CollectionAssert.AreEqual(io.Bytes("edges.codes"), Codes(Pack(weight, out _), weight.Length));
    }

    /// <summary>What another device computes by torch is, on this one, what managed code computes.</summary>
    [TestMethod]
    [DynamicData(nameof(Weights))]
    public void Torch_and_managed_code_dequantise_alike(string name)
    {
        using Fixture io = Open();
        int[] shape = io.Shape($"{name}.weight");
        float[] weight = io.Singles($"{name}.weight");
        using var guard = new TensorGuard();
        var stored = Nf4Weight.Read(
            shape[0], shape[1], (first, values) => weight.AsSpan((int)first, values.Length).CopyTo(values), torch.CPU);
        using (stored.Packed)
        using (stored.AbsmaxCodes)
        using (stored.AbsmaxScales)
        using (torch.Tensor byTorch = stored.Dequantise(0, weight.Length))
        {
            var managed = new float[weight.Length];
            stored.Values.Dequantise(0, managed);
            CollectionAssert.AreEqual(managed, TensorMemory.ToSingles(byTorch));
        }
    }

    [TestMethod]
    public void A_number_that_is_not_finite_does_not_become_one()
    {
        float[] weight = [1, float.NaN, 2, float.PositiveInfinity];
        var codes = new sbyte[4];
        var scales = new float[2];
        Int8Codec.Quantise(weight, 2, codes, scales);
        Assert.IsFalse(float.IsFinite(scales[0]) || float.IsFinite(scales[1]));
        Pack(weight, out float[] absmax);
        Assert.IsFalse(float.IsFinite(absmax[0]));
    }

    private static Fixture Open() => Fixture.Shared("quantization", "nf4-int8.safetensors");

    private static double[] Doubles(Fixture io, string name) => [.. io.Singles(name)];

    private static byte[] Pack(float[] weight, out float[] absmax)
    {
        var packed = new byte[(weight.Length + 1) / 2];
        absmax = new float[(weight.Length + Nf4Codec.BlockSize - 1) / Nf4Codec.BlockSize];
        Nf4Codec.Quantise(weight, packed, absmax);
        return packed;
    }

    private static byte[] Codes(byte[] packed, int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2 == 0 ? packed[i / 2] >> 4 : packed[i / 2] & 15))];

    private static float[] AbsmaxOf(Nf4Values values)
    {
        var absmax = new float[values.AbsmaxCodes.Length];
        for (int block = 0; block < absmax.Length; block++)
        {
            absmax[block] = values.AbsmaxOf(block);
        }

        return absmax;
    }
}
