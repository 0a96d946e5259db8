using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Decoders against outputs of the reference library, compared where the mask is 1.</summary>
[TestClass]
public sealed class DecoderFixtureTests
{
    /// <summary>The fixtures ask for 1e-4; the implementations of the reference library differ by up to 6e-6 among themselves.</summary>
    private const double Tolerance = 2e-5;

    public static IEnumerable<string> Names => 
    [
        "gemma2", "gpt2", "gpt2-lm-head", "llama-gqa", "llama-rope-linear", "llama-rope-llama3", "llama-tied", "mistral", "phi3", "qwen2", "qwen3",
    ];

    public static IEnumerable<string> NamesWithOldConfiguration => Names.Where(static name => !name.StartsWith("gpt2", StringComparison.Ordinal));

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Every_layer_and_the_logits_equal_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Acquire(name);
        TokenBatch batch = Batch(io, string.Empty);
        double largest = 0;
        using (DisposeScope scope = torch.NewDisposeScope())
        using (LayeredPass pass = lease.Backbone.BeginLayers(batch) ?? throw new AssertFailedException("no layers"))
        {
            // The last entry of hidden_states is normalised, so it is the last hidden state, which is compared below.
            float[][] expected = [.. io.Singles("hidden_states").Chunk(batch.Rows * batch.Length * lease.Backbone.HiddenSize)];
            torch.Tensor hidden = pass.Embed();
            for (int layer = 0; layer < pass.Layers; layer++)
            {
                largest = Math.Max(largest, Compare(expected[layer], hidden, batch));
                hidden = pass.Run(layer, hidden, AdapterBinding.None);
            }
        }

        using torch.Tensor last = lease.Backbone.Forward(batch);
        largest = Math.Max(largest, Compare(io.Singles("last_hidden_state"), last, batch));
        if (io.Has("logits"))
        {
            using torch.Tensor tokens = last.view(-1, lease.Backbone.HiddenSize);
            using torch.Tensor logits = lease.Backbone.Logits(tokens);
            largest = Math.Max(largest, Compare(io.Singles("logits"), logits, batch));
        }

        Console.WriteLine($"Largest difference: {largest:e1}");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Padding_on_the_left_changes_nothing(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Acquire(name);
        TokenBatch batch = Batch(io, "left.");

        using torch.Tensor hidden = lease.Backbone.Forward(batch);

        double largest = Compare(io.Singles("left.last_hidden_state"), hidden, batch);
        if (io.Has("left.logits"))
        {
            using torch.Tensor last = hidden.select(1, batch.Length - 1);
            using torch.Tensor logits = lease.Backbone.Logits(last);
            largest = Math.Max(largest, Near.WithinAbsolute(io.Singles("left.logits"), TensorMemory.ToSingles(logits), Tolerance, "left.logits"));
        }

        Console.WriteLine($"Largest difference: {largest:e1}");
    }

    [TestMethod]
    [DynamicData(nameof(NamesWithOldConfiguration))]
    public void The_words_of_transformers_4_make_the_same_network(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        File.Copy(Repository.Shared("fixtures", "backbones", name, "config.old-style.json"), folder.File("config.json"));
        File.Copy(Repository.Shared("fixtures", "backbones", name, "model.safetensors"), folder.File("model.safetensors"));
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder.Path));

        using torch.Tensor hidden = lease.Backbone.Forward(Batch(io, string.Empty));

        Compare(io.Singles("last_hidden_state"), hidden, Batch(io, string.Empty));
    }

    /// <summary>The best token leads by 0.06 at least at every step, so the ids are exact.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Greedy_tokens_equal_the_reference_with_and_without_a_cache(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io_generate.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Acquire(name);
        double largest = 0;
        foreach (bool cached in (bool[])[false, true])
        {
            for (int i = 0; i < 2; i++)
            {
                int[] prompt = io.Ints($"prompt_{i}");
                int[] expected = io.Ints($"output_{i}");
                (int[][] ids, float[][] logits) = GreedyLoop.Run(
                    lease.Backbone, prompt, Ones(prompt.Length), 1, expected.Length - prompt.Length, cached);
                CollectionAssert.AreEqual(expected, ids[0], $"prompt {i}, cached: {cached}");
                largest = Math.Max(largest, Near.WithinAbsolute(io.Singles($"last_logits_{i}"), logits[0], Tolerance, $"last_logits_{i}"));
            }

            int rows = io.Shape("batch.input_ids")[0];
            int[] outputs = io.Ints("batch.output_ids");
            int[] prompts = io.Ints("batch.input_ids");
            (int[][] batch, _) = GreedyLoop.Run(
                lease.Backbone, prompts, io.Ints("batch.attention_mask"), rows, (outputs.Length - prompts.Length) / rows, cached);
            CollectionAssert.AreEqual(outputs, batch.SelectMany(static row => row).ToArray(), $"batch, cached: {cached}");
        }

        Console.WriteLine($"Largest difference: {largest:e1}");
    }

    [TestMethod]
    [DataRow("gpt2")]
    [DataRow("llama")]
    public void Logits_of_whole_texts_equal_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("generation", name, "lm_loss.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "generation", name)));
        TokenBatch batch = Batch(io, string.Empty);

        using torch.Tensor hidden = lease.Backbone.Forward(batch);
        using torch.Tensor tokens = hidden.view(-1, lease.Backbone.HiddenSize);
        using torch.Tensor logits = lease.Backbone.Logits(tokens);

        Console.WriteLine($"Largest difference: {Compare(io.Singles("logits_f32"), logits, batch):e1}");
    }

    /// <summary>Buffers of old files are no parameters.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Parameters_are_all_tensors_of_the_checkpoint_in_its_layout(string name)
    {
        using var guard = new TensorGuard();
        using BackboneLease lease = Acquire(name);
        string prefix = ModelTypes.NamesOf(JsonSettings.Load(Repository.Shared("fixtures", "backbones", name, "config.json"))).Prefix;
        JsonElement keys = JsonDocument.Parse(File.ReadAllText(Repository.Shared("fixtures", "backbones", name, "keys.json"))).RootElement.GetProperty("tensors");
        Dictionary<string, long[]> expected = keys.EnumerateObject()
            .Where(static key => !key.Name.EndsWith(".attn.bias", StringComparison.Ordinal))
            .ToDictionary(
                key => key.Name.StartsWith(prefix, StringComparison.Ordinal) ? key.Name[prefix.Length..] : key.Name,
                static key => key.Value.GetProperty("shape").EnumerateArray().Select(static size => size.GetInt64()).ToArray(),
                StringComparer.Ordinal);
        CollectionAssert.AreEquivalent(expected.Keys.ToArray(), lease.Backbone.Parameters.Select(static parameter => parameter.Name).ToArray());
        foreach (NamedTensor parameter in lease.Backbone.Parameters)
        {
            CollectionAssert.AreEqual(expected[parameter.Name], parameter.Tensor.shape, parameter.Name);
        }
    }

    [TestMethod]
    public void A_decoder_in_several_files_equals_the_reference()
    {
        using Fixture io = Fixture.Shared("backbones", "llama-gqa", "io.safetensors");
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        string source = Repository.Shared("fixtures", "backbones", "llama-gqa");
        File.Copy(Path.Combine(source, "config.json"), folder.File("config.json"));
        using SafetensorsFile whole = SafetensorsFile.Open(Path.Combine(source, "model.safetensors"));
        SafetensorsWriter[] shards = [new(), new()];
        var index = new JsonObject();
        foreach ((int i, SafetensorsEntry entry) in whole.Tensors.Values.Index())
        {
            var values = new float[entry.ElementCount];
            whole.ReadSingles(entry, values);
            shards[i % 2].Add(entry.Name, [.. entry.Shape], values);
            index[entry.Name] = $"model-0000{(i % 2) + 1}-of-00002.safetensors";
        }

        shards[0].Save(folder.File("model-00001-of-00002.safetensors"));
        shards[1].Save(folder.File("model-00002-of-00002.safetensors"));
        File.WriteAllText(folder.File("model.safetensors.index.json"), new JsonObject { ["metadata"] = new JsonObject(), ["weight_map"] = index }.ToJsonString());
        using (BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(folder.Path)))
        {
            using torch.Tensor hidden = lease.Backbone.Forward(Batch(io, string.Empty));
            Compare(io.Singles("last_hidden_state"), hidden, Batch(io, string.Empty));
        }

        File.Delete(folder.File("model-00002-of-00002.safetensors"));
        NolaException fault = Assert.Throws<NolaException>(() => Backbone.Acquire(BackboneReference.FromFolder(folder.Path)).Dispose());
        Assert.Contains("model-00002-of-00002.safetensors", fault.Message);
    }

    private static BackboneLease Acquire(string name)
        => Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "backbones", name)));

    private static TokenBatch Batch(Fixture io, string prefix)
    {
        int[] shape = io.Shape(prefix + "input_ids");
        return new TokenBatch(io.Ints(prefix + "input_ids"), io.Ints(prefix + "attention_mask"), shape[0], shape[1]);
    }

    private static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];

    private static double Compare(float[] expected, torch.Tensor actual, TokenBatch batch)
    {
        float[] values = TensorMemory.ToSingles(actual);
        ReadOnlySpan<int> mask = batch.AttentionMask.Span;
        Assert.AreEqual(expected.Length, values.Length);
        int width = values.Length / mask.Length;
        double largest = 0;
        for (int token = 0; token < mask.Length; token++)
        {
            if (mask[token] == 1)
            {
                largest = Math.Max(
                    largest, Near.WithinAbsolute(expected.AsSpan(token * width, width), values.AsSpan(token * width, width), Tolerance, $"token {token}"));
            }
        }

        return largest;
    }
}
