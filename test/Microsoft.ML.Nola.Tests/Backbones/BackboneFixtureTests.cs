using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>Forward passes against outputs of the reference library, compared where the mask is 1.</summary>
[TestClass]
public sealed class BackboneFixtureTests
{
    /// <summary>The fixtures ask for 1e-4; the implementations of the reference library differ by up to 6e-6 among themselves.</summary>
    private const double Tolerance = 2e-5;

    [TestMethod]
    [DataRow("bert")]
    [DataRow("bert-old-names")]
    [DataRow("bert-masked-lm")]
    [DataRow("bert-sequence-classification")]
    [DataRow("bert-f16")]
    [DataRow("bert-bf16")]
    [DataRow("bert-sharded")]
    [DataRow("bert-token-classification")]
    [DataRow("distilbert")]
    [DataRow("distilbert-sequence-classification")]
    [DataRow("deberta-v2")]
    [DataRow("electra")]
    [DataRow("modernbert")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    [DataRow("roberta-sequence-classification")]
    [DataRow("xlm-roberta")]
    public void The_last_hidden_state_equals_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "backbones", name)));

        using torch.Tensor hidden = lease.Backbone.Forward(Batch(io));

        CompareWhereReal(io.Singles("last_hidden_state"), TensorMemory.ToSingles(hidden), io.Ints("attention_mask"), lease.Backbone.HiddenSize);
        if (io.Has("pooler_output"))
        {
            using torch.Tensor pooled = lease.Backbone.Pool(hidden, Batch(io));
            Near.WithinAbsolute(io.Singles("pooler_output"), TensorMemory.ToSingles(pooled), Tolerance, "pooler_output");
        }
    }

    /// <summary>Where no gradients are wanted, layers of BERT and its kin do not compute padding: what stands there is the state of the first token.</summary>
    [TestMethod]
    [DataRow("bert")]
    [DataRow("distilbert")]
    [DataRow("electra")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    [DataRow("xlm-roberta")]
    public void Without_padding_the_last_hidden_state_equals_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "backbones", name)));
        using var mode = torch.no_grad();

        using torch.Tensor hidden = lease.Backbone.Forward(Batch(io));

        int width = lease.Backbone.HiddenSize;
        int[] mask = io.Ints("attention_mask");
        float[] states = TensorMemory.ToSingles(hidden);
        CompareWhereReal(io.Singles("last_hidden_state"), states, mask, width);
        Assert.Contains(0, mask);
        for (int i = 0; i < mask.Length; i++)
        {
            Assert.AreEqual(mask[i] == 0, states.AsSpan(i * width, width).SequenceEqual(states.AsSpan(0, width)) && i > 0, $"token {i}");
        }
    }

    /// <summary>Without padding there is no mask, and attention takes another way.</summary>
    [TestMethod]
    [DataRow("bert")]
    [DataRow("distilbert")]
    [DataRow("electra")]
    [DataRow("mpnet")]
    [DataRow("roberta")]
    [DataRow("xlm-roberta")]
    public void A_row_by_itself_equals_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "backbones", name)));
        int[] shape = io.Shape("last_hidden_state");
        double largest = 0;
        for (int row = 0; row < shape[0]; row++)
        {
            int start = row * shape[1];
            int[] mask = [.. io.Ints("attention_mask").AsSpan(start, shape[1])];
            int length = mask.Sum();
            int[] ids = [.. io.Ints("input_ids").AsSpan(start, length)];
            int[] types = io.Has("token_type_ids") ? [.. io.Ints("token_type_ids").AsSpan(start, length)] : [];
            using torch.Tensor hidden = lease.Backbone.Forward(new TokenBatch(ids, mask.AsMemory(0, length), 1, length, types));
            ReadOnlySpan<float> expected = io.Singles("last_hidden_state").AsSpan(start * shape[2], length * shape[2]);
            largest = Math.Max(largest, Near.WithinAbsolute(expected, TensorMemory.ToSingles(hidden), Tolerance, $"row {row}"));
        }

        Console.WriteLine($"Largest difference: {largest:e1}");
    }

    /// <summary>The last layer over the pooler, in checkpoints that were fitted for the classification of texts.</summary>
    [TestMethod]
    [DataRow("bert-sequence-classification")]
    [DataRow("distilbert-sequence-classification")]
    [DataRow("roberta-sequence-classification")]
    public void The_head_of_a_checkpoint_gives_the_logits_of_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "backbones", name)));
        CheckpointHead head = lease.ReadHead() ?? throw new AssertFailedException("There is no head.");
        CollectionAssert.AreEqual((string[])["negative", "neutral", "positive"], head.Labels!.ToArray());

        using torch.Tensor hidden = lease.Backbone.Forward(Batch(io));
        using torch.Tensor pooled = lease.Backbone.Pool(hidden, Batch(io));
        using torch.Tensor weight = TensorMemory.FromSingles(head.Weight, [head.Outputs, lease.Backbone.HiddenSize], torch.CPU);
        using torch.Tensor bias = TensorMemory.FromSingles(head.Bias, [head.Outputs], torch.CPU);
        using torch.Tensor logits = torch.nn.functional.linear(pooled, weight, bias);

        Near.WithinAbsolute(io.Singles("logits"), TensorMemory.ToSingles(logits), Tolerance, "logits");
    }

    [TestMethod]
    public void MiniLM_equals_the_reference()
    {
        using Fixture io = Fixture.Shared("real", "minilm", "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("models", "minilm")));
        int[] mask = io.Ints("attention_mask");
        var batch = new TokenBatch(io.Ints("input_ids"), mask, 5, 24, io.Ints("token_type_ids"));

        using torch.Tensor hidden = lease.Backbone.Forward(batch);

        float[] all = TensorMemory.ToSingles(hidden);
        const int Row = 24 * 384;
        CompareWhereReal(
            io.Singles("last_hidden_state_rows_0_3"), [.. all.AsSpan(0, Row), .. all.AsSpan(3 * Row, Row)], [.. mask[..24], .. mask[72..96]], 384);
        using torch.Tensor pooled = new PooledReadout(PoolingMode.Mean).Apply(lease.Backbone, new ModelOutput(hidden, batch));
        using torch.Tensor norm = pooled.norm(1, keepdim: true);
        using torch.Tensor unit = pooled / norm;
        Near.WithinAbsolute(io.Singles("sentence_embeddings"), TensorMemory.ToSingles(unit), 1e-5, "sentence_embeddings");
    }

    private static TokenBatch Batch(Fixture io)
    {
        int[] shape = io.Shape("input_ids");
        return new TokenBatch(
            io.Ints("input_ids"), io.Ints("attention_mask"), shape[0], shape[1], io.Has("token_type_ids") ? io.Ints("token_type_ids") : []);
    }

    private static void CompareWhereReal(float[] expected, float[] actual, int[] mask, int width)
    {
        Assert.AreEqual(expected.Length, mask.Length * width);
        double largest = 0;
        for (int token = 0; token < mask.Length; token++)
        {
            if (mask[token] == 1)
            {
                largest = Math.Max(
                    largest, Near.WithinAbsolute(expected.AsSpan(token * width, width), actual.AsSpan(token * width, width), Tolerance, $"token {token}"));
            }
        }

        Console.WriteLine($"Largest difference: {largest:e1}");
    }
}
