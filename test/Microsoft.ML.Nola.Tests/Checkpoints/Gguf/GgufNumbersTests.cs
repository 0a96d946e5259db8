using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Checkpoints.Gguf;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Checkpoints.Gguf;

/// <summary>Numbers of every type against those that the reference reads from the same bytes.</summary>
[TestClass]
public sealed class GgufNumbersTests
{
    [TestMethod]
    [DataRow("F16", 1)]
    [DataRow("BF16", 30)]
    [DataRow("Q8_0", 8)]
    [DataRow("Q4_0", 2)]
    [DataRow("Q4_1", 3)]
    [DataRow("Q5_0", 6)]
    [DataRow("Q5_1", 7)]
    [DataRow("Q2_K", 10)]
    [DataRow("Q3_K", 11)]
    [DataRow("Q4_K", 12)]
    [DataRow("Q5_K", 13)]
    [DataRow("Q6_K", 14)]
    public void Numbers_equal_those_of_the_reference(string type, int number)
    {
        using Fixture fixture = Fixture.Shared("quantization", "gguf.safetensors");
        float[] expected = fixture.Singles(type + ".dequantized");
        byte[] content = new GgufWriter().AddTensor("before", [1f, 2f], 2).AddTensor("x", (uint)number, fixture.Bytes(type + ".bytes"), 3, 512).ToBytes();
        using GgufFile file = GgufFile.Parse(content, "x.gguf");
        GgufEntry entry = file.Tensors["x"];
        Assert.AreEqual($"x: {type} [3, 512]", entry.ToString());
        float[] all = Read(file, entry, 0, expected.Length);
        double largest = Near.WithinAbsolute(expected, all, 1e-6 * expected.Max(Math.Abs), type);
        Console.WriteLine($"{type}: {largest:E2} of {expected.Max(Math.Abs):E2}");

        // Parts that begin and end within blocks.
        foreach ((int first, int count) in ((int, int)[])[(0, 1), (1, 30), (5, 27), (31, 2), (200, 700), (255, 258), (1535, 1), (512, 512), (1, 1535), (7, 0)])
        {
            CollectionAssert.AreEqual(all[first..(first + count)], Read(file, entry, first, count), $"{first} + {count}");
        }

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Read(file, entry, 1, expected.Length));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Read(file, entry, -1, 2));
    }

    [TestMethod]
    public void Blocks_of_a_real_file_equal_those_of_the_reference()
    {
        using Fixture fixture = Fixture.Shared("real", "smollm2-135m-instruct", "io.safetensors");
        using GgufFile file = GgufFile.Open(Repository.Shared("models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf"));
        foreach ((string tensor, string type) in ((string, string)[])[
            ("blk.0.attn_q.weight", "Q4_1"), ("blk.29.ffn_down.weight", "Q4_1"), ("token_embd.weight", "Q8_0")])
        {
            float[] expected = fixture.Singles($"blocks.{tensor}.{type}.values");
            Assert.AreEqual(type, file.Tensors[tensor].Type.ToString());
            Near.WithinAbsolute(expected, Read(file, file.Tensors[tensor], 0, expected.Length), 1e-6 * expected.Max(Math.Abs), tensor);
        }
    }

    [TestMethod]
    public void Rows_of_query_and_key_of_a_real_file_are_in_the_order_of_the_checkpoint()
    {
        using Fixture fixture = Fixture.Shared("real", "smollm2-135m-instruct", "io.safetensors");
        using var weights = new CheckpointWeights(Repository.Shared("models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf"));
        foreach (string name in (string[])["q_proj", "k_proj"])
        {
            string full = $"model.layers.0.self_attn.{name}.weight";
            float[] expected = fixture.Singles($"dequantised.{full}.row_1");
            var actual = new float[expected.Length];
            weights.Find(full)!.ReadSingles(expected.Length, actual);
            Near.WithinAbsolute(expected, actual, 1e-6 * expected.Max(Math.Abs), full);
        }
    }

    [TestMethod]
    public void Numbers_of_64_bits_are_rounded()
    {
        byte[] content = new GgufWriter().AddTensor("x", 28, BitConverter.GetBytes(1.0 / 3), 1).ToBytes();
        using GgufFile file = GgufFile.Parse(content, "x.gguf");
        Assert.AreEqual(1f / 3, Read(file, file.Tensors["x"], 0, 1)[0]);
    }

    private static float[] Read(GgufFile file, GgufEntry entry, long first, int count)
    {
        var values = new float[count];
        file.ReadSingles(entry, first, values);
        return values;
    }
}
