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
        FrozenLinear map = reader.Linear("layer", inFeatures, outFeatures, SiteRole.MlpIn);
        FrozenLinear table = reader.Table("layer", outFeatures, inFeatures);

        using (reader.Buffers)
        using (DisposeScope scope = torch.NewDisposeScope())
        {
            torch.Tensor whole = map.Dequantise();
            Near.WithinAbsolute(weight, TensorMemory.ToSingles(whole), quantization == BaseQuantization.Int8 ? 0.01 : 0.2);
            torch.Tensor input = TensorMemory.FromSingles(Numbers(random, 3 * inFeatures), [3, inFeatures], torch.CPU);
            float[] expected = TensorMemory.ToSingles(torch.nn.functional.linear(input, whole, map.Bias));

            Near.WithinAbsolute(expected, TensorMemory.ToSingles(map.Apply(input)), 1e-5, "without gradients");
            Assert.AreEqual(1, reader.Buffers.Count);
            input.requires_grad = true;
            torch.Tensor output = map.Apply(input);
            Near.WithinAbsolute(expected, TensorMemory.ToSingles(output), 1e-5, "with gradients");
            output.sum().backward();
            Near.WithinAbsolute(
                TensorMemory.ToSingles(whole.sum([0L])), [.. TensorMemory.ToSingles(input.grad!).Take(inFeatures)], 1e-2, "the gradient of the input");
            Assert.AreEqual(1, reader.Buffers.Count);

            int[] ids = [outFeatures - 1, 0, 2, 2];
            torch.Tensor indexes = TensorMemory.FromInts(ids, torch.CPU);
            CollectionAssert.AreEqual(TensorMemory.ToSingles(whole.index_select(0, indexes)), TensorMemory.ToSingles(table.Rows(indexes)));
            CollectionAssert.AreEqual(
                TensorMemory.ToSingles(whole.index_select(0, indexes)), TensorMemory.ToSingles(table.Rows(indexes.to(torch.int64))), "ids of 64 bits");
        }
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
