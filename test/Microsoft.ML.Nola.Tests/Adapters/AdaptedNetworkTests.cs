using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Backbones.DebertaV2;
using Microsoft.ML.Nola.Tests.Backbones.ModernBert;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>Adapters over networks that are not built as BERT is: fused maps, and maps that are also given tables.</summary>
[TestClass]
public sealed class AdaptedNetworkTests
{
    [TestMethod]
    [DataRow("modernbert", AdaptationMethod.Nola, null, "mlp.Wi mlp.Wo")]
    [DataRow("modernbert", AdaptationMethod.LoRA, null, "attn.Wqkv:q attn.Wqkv:v")]
    [DataRow("modernbert", AdaptationMethod.Nola, "attention", "attn.Wqkv:q attn.Wqkv:v")]
    [DataRow("modernbert", AdaptationMethod.LoRA, "Wqkv", "attn.Wqkv:q attn.Wqkv:k attn.Wqkv:v")]
    [DataRow("modernbert", AdaptationMethod.Nola, "all-linear", "attn.Wqkv:q attn.Wqkv:k attn.Wqkv:v attn.Wo mlp.Wi mlp.Wo")]
    [DataRow("deberta-v2", AdaptationMethod.Nola, null, "intermediate.dense output.dense")]
    [DataRow("deberta-v2", AdaptationMethod.LoRA, null, "attention.self.query_proj attention.self.value_proj")]
    [DataRow(
        "deberta-v2",
        AdaptationMethod.Nola,
        "all-linear",
        "attention.self.query_proj attention.self.key_proj attention.self.value_proj attention.output.dense intermediate.dense output.dense")]
    public void An_adapter_of_a_role_learns_and_can_be_merged(string modelType, AdaptationMethod method, string? target, string expected)
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(Config(method, target), write: Writer(modelType));
        string layers = modelType == "modernbert" ? "layers" : "encoder.layer";
        CollectionAssert.AreEqual(
            (string[])[.. from layer in (int[])[0, 1] from name in expected.Split(' ') select $"{layers}.{layer}.{name}"],
            tiny.Plan.Sites.Select(static site => site.Path).ToArray());

        float[] start = tiny.Features(TinyModel.Batch);
        double[] losses = Fit(tiny, steps: 8);
        Assert.IsLessThan(0.9 * losses[0], losses[^1], string.Join(", ", losses));
        float[] fitted = tiny.Features(TinyModel.Batch);
        Assert.IsGreaterThan(1e-3, start.Zip(fitted, static (x, y) => Math.Abs(x - y)).Max(), "the update is visible");

        using torch.Tensor live = tiny.Backbone.Forward(TinyModel.Batch, tiny.Model.Adaptation.Binding);
        using var binding = new MergedBinding(tiny.Plan.IndexesIn(tiny.Backbone.Sites), tiny.Plan.Sites, tiny.Factors.Factors.Leaves);
        using torch.Tensor merged = tiny.Backbone.Forward(TinyModel.Batch, binding);
        Near.AreEqual([.. Real(live).Select(static value => (double)value)], Real(merged), 1e-5, "merged");
    }

    /// <summary>What a map makes of a table is the same for all rows, so dropout, which goes by rows, has no place there.</summary>
    [TestMethod]
    [DataRow("modernbert")]
    [DataRow("deberta-v2")]
    public void Dropout_on_a_row_does_not_depend_on_the_rows_beside_it(string modelType)
    {
        using var guard = new TensorGuard();
        AdapterConfig config = Config(AdaptationMethod.LoRA, "all-linear");
        config.Dropout = 0.5;
        using var tiny = new TinyModel(config, write: Writer(modelType));
        tiny.Expand(seed: 2);
        int[] ids = [2, 7, 9, 11, 3, 2, 8, 3, 4, 5, 2, 6, 6, 1, 3];
        float[] plain = tiny.Features(Batch(ids[..5]));
        var dropout = new TrainingDropout(config.Dropout, seed: 1);
        tiny.Model.Adaptation.Dropout = dropout;
        dropout.Begin(epoch: 0, [4, 9, 5], new Rows());
        float[] together = tiny.Features(Batch(ids));
        dropout.Begin(epoch: 0, [9], new Rows());
        float[] alone = tiny.Features(Batch(ids[5..10]));

        int width = tiny.Backbone.HiddenSize;
        Near.WithinAbsolute(together.AsSpan(width, width), alone, 1e-5);
        Assert.IsGreaterThan(1e-3, plain.Zip(together, static (x, y) => Math.Abs(x - y)).Max(), "dropout acts");
    }

    private static AdapterConfig Config(AdaptationMethod method, string? target)
    {
        var config = new AdapterConfig { Method = method, Rank = 2, ParameterBudget = method == AdaptationMethod.Nola ? 2000 : null };
        if (target is not null)
        {
            config.TargetModules.Add(target);
        }

        return config;
    }

    private static Func<string, string> Writer(string modelType) => modelType == "modernbert"
        ? static folder => TinyModernBert.Write(folder)
        : static folder => TinyDebertaV2.Write(folder, TinyDebertaV2.Config);

    private static TokenBatch Batch(int[] ids) => new(ids, Enumerable.Repeat(1, ids.Length).ToArray(), ids.Length / 5, length: 5);

    private static double[] Fit(TinyModel tiny, int steps)
    {
        var random = new Random(1);
        foreach (ref float value in tiny.Model.Head.Values)
        {
            value = (float)(random.NextDouble() - 0.5);
        }

        var adapter = new FlatTrainable(tiny.Factors.Factorization, tiny.Factors.Factors, weightDecay: 0, seed: 0);
        var step = new TrainingStep(adapter, new FlatTrainable(tiny.Model.Head, weightDecay: 0), maxNorm: 0);
        var losses = new double[steps];
        for (int i = 0; i < steps; i++)
        {
            step.Accumulate(
                () =>
                {
                    torch.Tensor features = tiny.Model.Features(TinyModel.Batch);
                    torch.Tensor loss = torch.nn.functional.linear(features, tiny.Model.Head.Leaves[0], tiny.Model.Head.Leaves[1]).pow(2).sum();
                    losses[i] = loss.item<float>();
                    return loss;
                },
                targets: 6);
            step.Apply(0.05, 0);
        }

        return losses;
    }

    private static float[] Real(torch.Tensor hidden)
    {
        float[] all = TensorMemory.ToSingles(hidden);
        int width = (int)hidden.shape[2];
        return [.. all.Where((_, i) => TinyModel.Batch.AttentionMask.Span[i / width] == 1)];
    }

    /// <summary>A sequence a row.</summary>
    private sealed class Rows : IBatchSource
    {
        public int Count => 10;

        public int LengthOf(int row) => 5;

        public ModelInput ToBatch(ReadOnlySpan<int> rows) => throw new NotSupportedException();
    }
}
