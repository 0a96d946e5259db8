using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Tests.Backbones;
using Microsoft.ML.Nola.Tests.Backbones.DebertaV2;
using Microsoft.ML.Nola.Tests.Backbones.ModernBert;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Training;

/// <summary>Gradients through layers in bfloat16: near those of single precision, and summed over batches in single precision.</summary>
[TestClass]
public sealed class BFloat16GradientTests
{
    [TestMethod]
    [DataRow("tiny", "all-linear", false)]
    [DataRow("tiny", "all-linear", true)]
    [DataRow("tiny", "mlp", false)]
    [DataRow("distilbert", "mlp", false)]
    [DataRow("mpnet", "all-linear", true)]
    [DataRow("modernbert", "all-linear", false)]
    [DataRow("modernbert", "attention", true)]
    [DataRow("deberta-v2", "all-linear", false)]
    [DataRow("llama", "all-linear", false)]
    [DataRow("gpt2", "all-linear", true)]
    [DataRow("gemma2", "mlp", false)]
    [DataRow("gemma2", "all-linear", true)]
    [DataRow("stories260K", "all-linear", false)]
    [DataRow("stories260K", "attention", true)]
    [DataRow("vit", "all-linear", false)]
    [DataRow("dinov2-swiglu", "mlp", true)]
    [DataRow("siglip_vision_model", "all-linear", false)]
    public void Gradients_come_near_those_of_single_precision(string modelType, string target, bool checkpointing)
    {
        using var guard = new TensorGuard();
        using TinyModel whole = Create(modelType, target, ComputeType.Float32);
        using TinyModel half = Create(modelType, target, ComputeType.BFloat16);
        (float[] factors, float[] head) = Step(whole, checkpointing: false, [whole.Input]);
        (float[] halfFactors, float[] halfHead) = Step(half, checkpointing, [half.Input]);
        double tolerance = BFloat16Rounding.OfGradients(1 + whole.Backbone.Sites.Max(static site => site.Layer));
        double difference = BFloat16Rounding.Difference(factors, halfFactors);
        Console.WriteLine($"Difference: {difference:e1}, head {BFloat16Rounding.Difference(head, halfHead):e1}, allowed {tolerance:e1}");
        Assert.IsInRange(1e-5, tolerance, difference, "factors");
        Assert.IsInRange(1e-6, tolerance, BFloat16Rounding.Difference(head, halfHead), "head");
    }

    /// <summary>The factors 1 / (1 - p) of what is kept are rounded too, in each layer.</summary>
    [TestMethod]
    public void Dropout_drops_the_same()
    {
        using var guard = new TensorGuard();
        var dropout = new TrainingDropout(0.3, seed: 1);
        dropout.Begin(epoch: 1, [4, 9], new RandomRows(10));
        using TinyModel whole = Create("tiny", "all-linear", ComputeType.Float32);
        using TinyModel half = Create("tiny", "all-linear", ComputeType.BFloat16);
        (float[] plain, _) = Step(whole, checkpointing: false, [whole.Input]);
        whole.Model.Adaptation.Dropout = dropout;
        half.Model.Adaptation.Dropout = dropout;
        (float[] expected, _) = Step(whole, checkpointing: false, [whole.Input]);
        (float[] actual, _) = Step(half, checkpointing: true, [half.Input]);
        double tolerance = BFloat16Rounding.OfGradients(2) + BFloat16Rounding.After(2 * 6);
        Assert.IsInRange(1e-5, tolerance, BFloat16Rounding.Difference(expected, actual));
        Assert.IsGreaterThan(2 * tolerance, BFloat16Rounding.Difference(expected, plain), "dropout acts");
    }

    /// <summary>A sum in bfloat16 would lose digits with every batch.</summary>
    [TestMethod]
    public void Gradients_of_batches_add_up_in_single_precision()
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create("tiny", "all-linear", ComputeType.BFloat16);
        var other = new TokenBatch(new[] { 2, 10, 8, 7, 3 }, new[] { 1, 1, 1, 1, 1 }, rows: 1, length: 5);
        (float[] first, _) = Step(tiny, checkpointing: false, [TinyModel.Batch]);
        (float[] second, _) = Step(tiny, checkpointing: false, [other]);
        (float[] both, _) = Step(tiny, checkpointing: false, [TinyModel.Batch, other]);
        CollectionAssert.AreEqual(first.Zip(second, static (x, y) => x + y).ToArray(), both);
        Assert.IsTrue(both.Any(static sum => (BitConverter.SingleToInt32Bits(sum) & 0xFFFF) != 0), "sums have more digits than bfloat16");
    }

    /// <summary>The numbers that train keep all their digits, and so does the head.</summary>
    [TestMethod]
    public void A_step_changes_numbers_by_less_than_bfloat16_could_tell()
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create("tiny", "all-linear", ComputeType.BFloat16);
        FlatTrainable adapter = Trainable(tiny);
        using var head = new FlatTrainable(tiny.Model.Head, weightDecay: 0);
        var step = new TrainingStep(adapter, head, maxNorm: 0);
        float[] before = adapter.CopyValues();
        step.Accumulate(() => Loss(tiny, tiny.Input), targets: 1, tiny.Model.Backward);
        step.Apply(1e-5, 1e-5);
        float[] after = adapter.CopyValues();
        for (int i = 0; i < before.Length; i++)
        {
            Assert.AreEqual(1e-5, Math.Abs(before[i] - after[i]), 1e-6, "AdamW's first step is as long as the rate");
        }

        adapter.Dispose();
    }

    private static TinyModel Create(string modelType, string target, ComputeType computeType)
    {
        var config = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 };
        config.TargetModules.Add(target);
        var tiny = new TinyModel(config, computeType: computeType, write: modelType switch
        {
            "tiny" => static folder => TinyBackbone.Write(folder, hidden: 64),
            "stories260K" => static _ => Path.Combine(Repository.Root, "models", "stories260K"),
            "gemma2" => static _ => Repository.Shared("fixtures", "backbones", "gemma2"),
            "modernbert" => static folder => TinyModernBert.Write(folder),
            "deberta-v2" => static folder => TinyDebertaV2.Write(folder, TinyDebertaV2.Config),
            "llama" or "gpt2" => folder => TinyDecoder.Write(folder, TinyDecoder.Config(modelType)),
            _ when TinyVision.Kinds.Contains(modelType) => folder => TinyVision.Write(folder, modelType),
            _ => folder => RandomCheckpoint.Write(folder, modelType),
        });
        var random = new Random(2);
        foreach (ref float value in tiny.Model.Head.Values)
        {
            value = (float)(random.NextDouble() - 0.5);
        }

        return tiny;
    }

    /// <summary>What trains, from numbers that make a visible update.</summary>
    private static FlatTrainable Trainable(TinyModel tiny)
    {
        var trainable = new FlatTrainable(tiny.Factors.Factorization, tiny.Factors.Factors, weightDecay: 0, seed: 1);
        var random = new Random(1);
        trainable.Restore([.. Enumerable.Range(0, trainable.Count).Select(_ => (float)(random.NextDouble() - 0.5))]);
        return trainable;
    }

    /// <summary>The gradients of factors and head, summed over batches.</summary>
    private static (float[] Factors, float[] Head) Step(TinyModel tiny, bool checkpointing, ModelInput[] batches)
    {
        tiny.Factors.Factors.ClearGradients();
        tiny.Model.Head.ClearGradients();
        tiny.Model.GradientCheckpointing = checkpointing;
        using FlatTrainable adapter = Trainable(tiny);
        using var head = new FlatTrainable(tiny.Model.Head, weightDecay: 0);
        var step = new TrainingStep(adapter, head, maxNorm: 0);
        foreach (ModelInput batch in batches)
        {
            step.Accumulate(() => Loss(tiny, batch), targets: 1, tiny.Model.Backward);
        }

        return (tiny.Factors.Factors.Gradients.ToArray(), tiny.Model.Head.Gradients.ToArray());
    }

    /// <summary>Linear, so that what comes back to the features is exact, and errors are those of the network alone.</summary>
    private static torch.Tensor Loss(TinyModel tiny, ModelInput input)
    {
        torch.Tensor features = tiny.Model.Features(input);
        return torch.nn.functional.linear(features, tiny.Model.Head.Leaves[0], tiny.Model.Head.Leaves[1]).sum();
    }
}
