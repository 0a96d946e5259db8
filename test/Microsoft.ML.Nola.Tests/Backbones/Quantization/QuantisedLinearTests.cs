using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Quantization;

/// <summary>Maps in fewer bits: every way to use one has the weight that the codec gives.</summary>
[TestClass]
public sealed class QuantisedLinearTests
{
    private static readonly NameMap Names = new("model");

    [TestMethod]
    [DataRow(BaseQuantization.Int8, 7, 10)]
    [DataRow(BaseQuantization.Nf4, 7, 10)]
    [DataRow(BaseQuantization.Nf4, 5, 27)]
    [DataRow(BaseQuantization.Int8, 40, 64)]
    [DataRow(BaseQuantization.Nf4, 40, 64)]
    public void A_map_computes_with_the_weight_that_it_dequantises(BaseQuantization quantization, int outFeatures, int inFeatures) =>
        Check(quantization, outFeatures, inFeatures);

    /// <summary>16 MB of a weight are dequantised at once, in rows that begin at a block.</summary>
    [TestMethod]
    [DataRow(BaseQuantization.Int8)]
    [DataRow(BaseQuantization.Nf4)]
    public void A_large_map_is_dequantised_in_parts(BaseQuantization quantization) => Check(quantization, 45_000, 100);

    /// <summary>GPT-2's weights lie turned in the file; rows are those of the map all the same.</summary>
    [TestMethod]
    [DataRow(BaseQuantization.Int8)]
    [DataRow(BaseQuantization.Nf4)]
    public void A_weight_that_is_stored_turned_has_the_codes_of_the_plain_one(BaseQuantization quantization)
    {
        const int Out = 6;
        const int In = 5;
        using var guard = new TensorGuard();
        float[] weight = Numbers(new Random(1), Out * In);
        using var folder = new TemporaryFolder();
        var writer = new SafetensorsWriter();
        writer.Add("plain.weight", [Out, In], weight);
        writer.Add("turned.weight", [In, Out], Enumerable.Range(0, weight.Length).Select(i => weight[(i % Out * In) + (i / Out)]).ToArray());
        writer.Save(folder.File("model.safetensors"));
        using var checkpoint = new CheckpointWeights(folder.Path);
        using var reader = new ModuleReader(checkpoint, Names, torch.CPU, quantization);
        using torch.Tensor plain = reader.Linear("plain", In, Out, SiteRole.MlpIn, hasBias: false).Dequantise();
        using torch.Tensor turned = reader.Linear("turned", In, Out, SiteRole.MlpIn, hasBias: false, WeightLayout.InOut).Dequantise();
        CollectionAssert.AreEqual(TensorMemory.ToSingles(plain), TensorMemory.ToSingles(turned));
        CollectionAssert.AreEqual(new long[] { In, Out }, reader.Parameters[1].Shape);
    }

    /// <summary>What a file has in blocks of 4 bits stays there; rounded to NF4 it would lose once more.</summary>
    [TestMethod]
    [DataRow(2u, "Q4_0")]
    [DataRow(3u, "Q4_1")]
    [DataRow(8u, "Q8_0")]
    public void Weights_that_a_file_has_in_4_bits_keep_them(uint type, string name)
    {
        const int In = 64;
        const int Out = 8;
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string path = TinyGguf.Create().AddTensor("blk.1.ffn_down.weight", type, Blocks(type, Out * In / 32), Out, In).Write(folder.File("small.gguf"));
        using var checkpoint = new CheckpointWeights(path);
        using var reader = new ModuleReader(checkpoint, RotaryDecoder.Names, torch.CPU, BaseQuantization.Nf4);
        using (reader.Buffers)
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            var weight = new float[Out * In];
            checkpoint.Find("model.layers.1.mlp.down_proj.weight")!.ReadSingles(0, weight);
            float[] values = TensorMemory.ToSingles(reader.Linear("layers.1.mlp.down_proj", In, Out, SiteRole.MlpOut, hasBias: false).Dequantise());
            double worst = weight.Zip(values, static (x, y) => Math.Abs(x - y)).Max() / weight.Max(Math.Abs);
            Assert.AreEqual(type == 8 ? 2 : 3, reader.Parameters[0].Scales.Count, name);
            Assert.IsInRange(type == 8 ? 0.02 : 0, type == 8 ? 0.2 : 0.02, worst, name);
        }
    }

    /// <summary>Blocks of random codes after a scale of .01 and, if the type has one, a minimum of -.07.</summary>
    private static byte[] Blocks(uint type, int count)
    {
        var random = new Random(1);
        byte[] head = [.. BitConverter.GetBytes((Half).01f), .. type == 3 ? BitConverter.GetBytes((Half)(-.07f)) : []];
        var blocks = new List<byte>();
        for (int i = 0; i < count; i++)
        {
            var codes = new byte[type == 8 ? 32 : 16];
            random.NextBytes(codes);
            blocks.AddRange([.. head, .. codes]);
        }

        return [.. blocks];
    }

    private static void Check(BaseQuantization quantization, int outFeatures, int inFeatures)
    {
        using var guard = new TensorGuard();
        var random = new Random(1);
        float[] weight = Numbers(random, outFeatures * inFeatures);
        using var folder = new TemporaryFolder();
        var writer = new SafetensorsWriter();
        writer.Add("layer.weight", [outFeatures, inFeatures], weight);
        writer.Add("layer.bias", [outFeatures], Numbers(random, outFeatures));
        writer.Save(folder.File("model.safetensors"));
        using var checkpoint = new CheckpointWeights(folder.Path);
        using var reader = new ModuleReader(checkpoint, Names, torch.CPU, quantization);
        using (reader.Buffers)
        {
            bool isInt8 = quantization == BaseQuantization.Int8;
            Check(reader.Linear("layer", inFeatures, outFeatures, SiteRole.MlpIn), weight, random, isInt8 ? 0.01 : 0.2);
            Check(reader.Linear("layer", inFeatures, outFeatures, SiteRole.Value), weight, random, 0.01);
            Check(reader.Table("layer", outFeatures, inFeatures), weight, random, isInt8 ? 0.01 : 0.03);
            Assert.AreEqual(1, reader.Buffers.Count);
        }
    }

    private static void Check(FrozenLinear map, float[] weight, Random random, double tolerance)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor whole = map.Dequantise();
        (int outFeatures, int inFeatures) = ((int)whole.shape[0], (int)whole.shape[1]);
        Near.WithinAbsolute(weight, TensorMemory.ToSingles(whole), tolerance);
        torch.Tensor input = TensorMemory.FromSingles(Numbers(random, 3 * inFeatures), [3, inFeatures], torch.CPU);
        float[] expected = TensorMemory.ToSingles(torch.nn.functional.linear(input, whole, map.Bias));

        Near.WithinAbsolute(expected, TensorMemory.ToSingles(map.Apply(input)), 1e-5, "in a buffer");
        using (torch.no_grad())
        {
            Near.WithinAbsolute(expected, TensorMemory.ToSingles(map.Apply(input)), 1e-5, "from the codes, if they have the shape for it");
        }

        input.requires_grad = true;
        torch.Tensor output = map.Apply(input);
        Near.WithinAbsolute(expected, TensorMemory.ToSingles(output), 1e-5, "with gradients");
        output.sum().backward();
        Near.WithinAbsolute(
            TensorMemory.ToSingles(whole.sum([0L])), [.. TensorMemory.ToSingles(input.grad!).Take(inFeatures)], 1e-2, "the gradient of the input");

        torch.Tensor ids = TensorMemory.FromInts([outFeatures - 1, 0, 2, 2], torch.CPU);
        float[] rows = TensorMemory.ToSingles(whole.index_select(0, ids));
        CollectionAssert.AreEqual(rows, TensorMemory.ToSingles(map.Rows(ids)));
        CollectionAssert.AreEqual(rows, TensorMemory.ToSingles(map.Rows(ids.to(torch.int64))), "ids of 64 bits");
    }

    private static float[] Numbers(Random random, int count)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)(random.NextDouble() - 0.5);
        }

        return values;
    }
}
