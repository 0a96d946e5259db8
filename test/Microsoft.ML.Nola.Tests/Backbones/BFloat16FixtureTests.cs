using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Every architecture in bfloat16 against outputs of the reference library in single precision, within what rounding can do.</summary>
[TestClass]
public sealed class BFloat16FixtureTests
{
    public static IEnumerable<string> Names =>
    [
        "bert", "bert-bf16", "distilbert", "deberta-v2", "electra", "modernbert", "mpnet", "roberta", "xlm-roberta",
        .. DecoderFixtureTests.Names, .. VisionFixtureTests.Names,
    ];

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Outputs_come_near_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using BackboneLease lease = Acquire(Repository.Shared("fixtures", "backbones", name));
        Backbone backbone = lease.Backbone;
        ModelInput input = Input(io);
        double tolerance = BFloat16Rounding.OfStates(1 + backbone.Sites.Max(static site => site.Layer));

        using torch.Tensor hidden = backbone.Forward(input);

        Assert.AreEqual(torch.float32, hidden.dtype);
        Compare(io, "last_hidden_state", hidden, backbone.HiddenSize, tolerance);
        if (io.Has("pooler_output") && backbone.HasPooler)
        {
            Compare(io, "pooler_output", backbone.Pool(hidden, input), width: 0, tolerance);
        }

        if (io.Has("logits") && backbone.HasLanguageModelHead)
        {
            torch.Tensor logits = backbone.Logits(hidden.view(-1, backbone.HiddenSize));
            Assert.AreEqual(torch.float32, logits.dtype);
            Compare(io, "logits", logits, (int)logits.shape[1], tolerance);
        }
    }

    [TestMethod]
    public void MiniLM_comes_near_the_reference()
    {
        using Fixture io = Fixture.Shared("real", "minilm", "io.safetensors");
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using BackboneLease lease = Acquire(Path.Combine(Repository.Root, "models", "minilm"));
        var batch = new TokenBatch(io.Ints("input_ids"), io.Ints("attention_mask"), 5, 24, io.Ints("token_type_ids"));

        using torch.Tensor hidden = lease.Backbone.Forward(batch);

        torch.Tensor pooled = new PooledReadout(PoolingMode.Mean).Apply(lease.Backbone, new ModelOutput(hidden, batch));
        float[] unit = TensorMemory.ToSingles(pooled / pooled.norm(1, keepdim: true));
        foreach ((float[] expected, float[] actual) in io.Singles("sentence_embeddings").Chunk(384).Zip(unit.Chunk(384)))
        {
            double difference = BFloat16Rounding.Difference(expected, actual);
            Console.WriteLine($"Difference of an embedding: {difference:e1}");
            Assert.IsInRange(1e-6, BFloat16Rounding.OfStates(6), difference);
        }
    }

    private static BackboneLease Acquire(string folder) =>
        Backbone.Acquire(BackboneReference.FromFolder(folder), new BackboneOptions { ComputeType = ComputeType.BFloat16 });

    private static ModelInput Input(Fixture io)
    {
        if (io.Has("pixel_values"))
        {
            int[] size = io.Shape("pixel_values");
            return new PixelBatch(io.Singles("pixel_values"), size[0], size[1], size[2], size[3]);
        }

        int[] shape = io.Shape("input_ids");
        return new TokenBatch(
            io.Ints("input_ids"), io.Ints("attention_mask"), shape[0], shape[1], io.Has("token_type_ids") ? io.Ints("token_type_ids") : []);
    }

    /// <summary>Compares what is not padding.</summary>
    private static void Compare(Fixture io, string name, torch.Tensor actual, int width, double tolerance)
    {
        (float[] expected, float[] found) = (io.Singles(name), TensorMemory.ToSingles(actual));
        if (width > 0 && io.Has("attention_mask"))
        {
            int[] mask = io.Ints("attention_mask");
            expected = [.. expected.Where((_, i) => mask[i / width] == 1)];
            found = [.. found.Where((_, i) => mask[i / width] == 1)];
        }

        double difference = BFloat16Rounding.Difference(expected, found);
        Console.WriteLine($"Difference of {name}: {difference:e1}, allowed {tolerance:e1}");
        Assert.IsInRange(1e-6, tolerance, difference, name);
    }
}
