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
    private const double Tolerance = 1e-4;

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
    [DataRow("modernbert")]
    [DataRow("deberta-v2")]
    public void The_last_hidden_state_equals_the_reference(string name)
    {
        using Fixture io = Fixture.Shared("backbones", name, "io.safetensors");
        using var guard = new TensorGuard();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "backbones", name)));
        int[] shape = io.Shape("last_hidden_state");
        int[] mask = io.Ints("attention_mask");
        var batch = new TokenBatch(io.Ints("input_ids"), mask, shape[0], shape[1], io.Has("token_type_ids") ? io.Ints("token_type_ids") : []);

        using torch.Tensor hidden = lease.Backbone.Forward(batch);

        CompareWhereReal(io.Singles("last_hidden_state"), TensorMemory.ToSingles(hidden), mask, shape[2]);
        if (io.Has("pooler_output"))
        {
            using torch.Tensor pooled = lease.Backbone.Pool(hidden);
            Near.WithinAbsolute(io.Singles("pooler_output"), TensorMemory.ToSingles(pooled), Tolerance, "pooler_output");
        }
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

    private static void CompareWhereReal(float[] expected, float[] actual, int[] mask, int width)
    {
        Assert.AreEqual(expected.Length, mask.Length * width);
        for (int token = 0; token < mask.Length; token++)
        {
            if (mask[token] == 1)
            {
                Near.WithinAbsolute(expected.AsSpan(token * width, width), actual.AsSpan(token * width, width), Tolerance, $"token {token}");
            }
        }
    }
}
