using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Checkpoints.Gguf;
using Microsoft.ML.Nola.Text;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Decoders from GGUF files against outputs of the reference library.</summary>
[TestClass]
public sealed class GgufBackboneTests
{
    private const double Tolerance = 2e-5;

    [TestMethod]
    [DataRow("llama-gqa")]
    [DataRow("llama-tied")]
    [DataRow("llama-rope-llama3")]
    [DataRow("llama-rope-linear")]
    [DataRow("mistral")]
    [DataRow("qwen2")]
    [DataRow("qwen3")]
    [DataRow("phi3")]
    [DataRow("gpt2")]
    public void A_converted_decoder_scores_as_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io_generate.safetensors");
        using var folder = new TemporaryFolder();
        string path = GgufConversion.FromFolder(Repository.Shared("fixtures", "backbones", name)).Write(folder.File("x.gguf"));
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFile(path));
        double largest = 0;
        for (int i = 0; i < 2; i++)
        {
            int[] prompt = io.Ints($"prompt_{i}");
            int[] expected = io.Ints($"output_{i}");
            (int[][] ids, float[][] logits) = GreedyLoop.Run(lease.Backbone, prompt, Ones(prompt.Length), 1, expected.Length - prompt.Length, cached: true);
            CollectionAssert.AreEqual(expected, ids[0], $"prompt {i}");
            largest = Math.Max(largest, Near.WithinAbsolute(io.Singles($"last_logits_{i}"), logits[0], Tolerance, $"last_logits_{i}"));
        }

        Console.WriteLine($"Largest difference: {largest:e1}");
    }

    /// <summary>A base in fewer bits is made from the numbers, wherever they lie.</summary>
    [TestMethod]
    [DataRow(BaseQuantization.Int8)]
    [DataRow(BaseQuantization.Nf4)]
    public void A_base_in_fewer_bits_is_that_of_the_folder(BaseQuantization quantization)
    {
        using var folder = new TemporaryFolder();
        string original = Repository.Shared("fixtures", "backbones", "llama-gqa");
        string path = GgufConversion.FromFolder(original).Write(folder.File("x.gguf"));
        var options = new BackboneOptions { Quantization = quantization };
        using var guard = new TensorGuard();
        using BackboneLease expected = Backbone.Acquire(BackboneReference.FromFolder(original), options);
        using BackboneLease actual = Backbone.Acquire(BackboneReference.FromFile(path), options);
        CollectionAssert.AreEqual(LastLogits(expected.Backbone, [1, 5, 9, 60]), LastLogits(actual.Backbone, [1, 5, 9, 60]));
    }

    /// <summary>The whole way of a real file: its tokens, weights of Q8_0 and Q4_1, the best 24 tokens after two prompts.</summary>
    [TestMethod]
    public void A_real_file_writes_as_the_reference()
    {
        string path = Repository.Shared("models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf");
        using Fixture io = Fixture.Shared("real", "smollm2-135m-instruct", "io.safetensors");
        JsonElement cases = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "real", "smollm2-135m-instruct", "io.json")))
            .RootElement.GetProperty("cases");
        using var guard = new TensorGuard();
        BackboneReference reference = BackboneReference.FromFile(path);
        TextTokenizer tokenizer = TextTokenizer.FromBackbone(reference);
        long start = Stopwatch.GetTimestamp();
        long resident = Environment.WorkingSet;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        using BackboneLease lease = Backbone.Acquire(reference);
        Console.WriteLine(
            $"Loaded in {Stopwatch.GetElapsedTime(start).TotalSeconds:f2} s ({(Environment.CpuUsage.TotalTime - processor).TotalSeconds:f2} s of processors), "
            + $"{(Environment.WorkingSet - resident) >> 20} MB more");
        for (int i = 0; i < 2; i++)
        {
            int[] prompt = io.Ints($"prompt_{i}");
            CollectionAssert.AreEqual(prompt, tokenizer.Encode(cases[i].GetProperty("prompt").GetString()!).Ids.ToArray(), $"prompt {i}");
            float[] logits = LastLogits(lease.Backbone, prompt);
            float[] expected = [.. io.Singles($"logits_first_64_{i}"), .. io.Singles($"top10_logits_{i}")];
            float[] actual = [.. logits[..64], .. io.Ints($"top10_ids_{i}").Select(id => logits[id])];
            double largest = Near.WithinAbsolute(expected, actual, 1e-3, $"logits {i}");
            start = Stopwatch.GetTimestamp();
            int[] output = io.Ints($"output_{i}");
            int[] ids = GreedyLoop.Run(lease.Backbone, prompt, Ones(prompt.Length), 1, output.Length - prompt.Length, cached: true).Ids[0];
            CollectionAssert.AreEqual(output, ids, $"prompt {i}");
            Assert.AreEqual(cases[i].GetProperty("continuation").GetString(), tokenizer.Decode(ids[prompt.Length..]));
            Console.WriteLine(
                $"Prompt {i}: largest difference of logits {largest:e1}; {output.Length - prompt.Length} tokens in {Stopwatch.GetElapsedTime(start).TotalSeconds:f2} s");
        }
    }

    /// <summary>A GGUF file has no config.json: what is wrong is named by its own words.</summary>
    [TestMethod]
    [DataRow("feed_forward_length", 13f, "blk.0.ffn_gate.weight: F32 [12, 8] does not fit the file's metadata, which asks for [13, 8]")]
    [DataRow("block_count", 2f, "the tensor 'blk.1.attn_norm.weight' is missing from its weights")]
    [DataRow("context_length", 100_000_000f, "'llama.context_length' is 100000000, not an integer from 1 to")]
    [DataRow("attention.head_count_kv", 3f, "'llama.attention.head_count_kv' is 3, which does not divide the number of heads, 2")]
    [DataRow("attention.head_count", 8f, "'width of a head, llama.embedding_length / llama.attention.head_count' is 1; rotary")]
    [DataRow("attention.key_length", 3f, "'llama.attention.key_length' is 3; rotary positions need an even width")]
    [DataRow("attention.layer_norm_rms_epsilon", 5.5f, "'llama.attention.layer_norm_rms_epsilon' is 5.5, not a number from 0 to 1")]
    [DataRow("rope.freq_base", 0.5f, "'llama.rope.freq_base' is 0.5, not a number from 1 to")]
    [DataRow("rope.scale_linear", -1.5f, "'llama.rope.scale_linear' is -1.5, not a number from")]
    public void A_file_that_does_not_fit_its_metadata_is_refused_in_its_own_words(string key, float value, string message)
    {
        using var folder = new TemporaryFolder();
        key = "llama." + key;
        GgufWriter writer = TinyGguf.Create().Remove(key);
        string path = (value == MathF.Truncate(value) ? writer.Add(key, (uint)value) : writer.Add(key, value)).Write(folder.File("x.gguf"));
        using var guard = new TensorGuard();
        CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => Backbone.Acquire(BackboneReference.FromFile(path)));
        Assert.Contains(message, fault.Message);
        Assert.Contains("x.gguf", fault.Message);
        Assert.DoesNotContain("config.json", fault.Message);
    }

    private static float[] LastLogits(Backbone backbone, int[] prompt)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using torch.Tensor hidden = backbone.Forward(new TokenBatch(prompt, Ones(prompt.Length), 1, prompt.Length));
        return TensorMemory.ToSingles(backbone.Logits(hidden.select(1, prompt.Length - 1)));
    }

    private static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];
}
