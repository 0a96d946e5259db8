using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Tests.Backbones;
using Microsoft.ML.Nola.Tests.Backbones.DebertaV2;
using Microsoft.ML.Nola.Tests.Backbones.ModernBert;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Training;

/// <summary>Layers that are computed again give the gradients that one graph gives.</summary>
[TestClass]
public sealed class CheckpointedPassTests
{
    private const double Tolerance = 1e-6;

    [TestMethod]
    [DataRow("tiny", "all-linear", BaseQuantization.None)]
    [DataRow("tiny", "layer.1.output.dense", BaseQuantization.None)]
    [DataRow("tiny", "all-linear", BaseQuantization.Int8)]
    [DataRow("tiny", "mlp", BaseQuantization.Nf4)]
    [DataRow("modernbert", "all-linear", BaseQuantization.None)]
    [DataRow("modernbert", "attention", BaseQuantization.Nf4)]
    [DataRow("deberta-v2", "all-linear", BaseQuantization.None)]
    [DataRow("deberta-v2", "all-linear", BaseQuantization.Int8)]
    [DataRow("mpnet", "all-linear", BaseQuantization.None)]
    [DataRow("distilbert", "mlp", BaseQuantization.None)]
    [DataRow("vit", "all-linear", BaseQuantization.None)]
    [DataRow("deit", "layers.1.mlp.fc2", BaseQuantization.None)]
    [DataRow("dinov2", "attention", BaseQuantization.Nf4)]
    [DataRow("dinov2-swiglu", "all-linear", BaseQuantization.Int8)]
    [DataRow("clip_vision_model", "mlp", BaseQuantization.Nf4)]
    [DataRow("siglip_vision_model", "all-linear", BaseQuantization.None)]
    public void Gradients_equal_those_of_the_ordinary_pass(string modelType, string target, BaseQuantization quantization)
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create(modelType, target, quantization);
        (double loss, float[] gradients) = Step(tiny, checkpointing: false);
        (double sameLoss, float[] same) = Step(tiny, checkpointing: true);
        Assert.AreEqual(loss, sameLoss, Tolerance * Math.Abs(loss));
        Assert.IsGreaterThan(1e-4, gradients.Max(Math.Abs), "there are gradients");
        Near.AreEqual([.. gradients], same, Tolerance, "gradients");
    }

    [TestMethod]
    public void Gradients_add_up_over_batches()
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create("tiny", "all-linear", BaseQuantization.None);
        (_, float[] once) = Step(tiny, checkpointing: true);
        (_, float[] twice) = Step(tiny, checkpointing: true, batches: 2);
        Near.AreEqual([.. once.Select(static value => 2.0 * value)], twice, Tolerance, "gradients");
    }

    /// <summary>Dropout goes by rows and sites, so a layer that is computed again drops the same.</summary>
    [TestMethod]
    public void Dropout_is_repeated()
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create("tiny", "all-linear", BaseQuantization.None);
        var dropout = new TrainingDropout(0.3, seed: 1);
        dropout.Begin(epoch: 1, [4, 9], new Rows());
        (_, float[] plain) = Step(tiny, checkpointing: true);
        tiny.Model.Adaptation.Dropout = dropout;
        (_, float[] gradients) = Step(tiny, checkpointing: false);
        (_, float[] same) = Step(tiny, checkpointing: true);
        Assert.IsGreaterThan(1e-3 * gradients.Max(Math.Abs), plain.Zip(gradients, static (x, y) => Math.Abs(x - y)).Max(), "dropout acts");
        Near.AreEqual([.. gradients], same, Tolerance, "gradients");
    }

    [TestMethod]
    public void A_pass_that_is_given_up_leaves_nothing()
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create("tiny", "all-linear", BaseQuantization.None);
        tiny.Model.GradientCheckpointing = true;
        using (torch.NewDisposeScope())
        {
            tiny.Model.Features(TinyModel.Batch);
        }
    }

    /// <summary>As an option it is asked of sizes: a batch of that many tokens fits no machine.</summary>
    [TestMethod]
    public void Where_memory_is_short_depends_on_sizes()
    {
        using TinyModel tiny = Create("tiny", "all-linear", BaseQuantization.None);
        Assert.IsFalse(ActivationMemory.IsShort(tiny.Backbone, TinyModel.Batch));
        AdapterSite site = tiny.Backbone.Sites[0];
        Assert.AreEqual(5L * 4 * (site.InFeatures + site.OutFeatures), ActivationMemory.Estimate([site], tokens: 5));
    }

    private static TinyModel Create(string modelType, string target, BaseQuantization quantization)
    {
        var config = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 };
        config.TargetModules.Add(target);
        var tiny = new TinyModel(config, quantization: quantization, write: modelType switch
        {
            "tiny" => static folder => TinyBackbone.Write(folder, hidden: 64),
            "modernbert" => static folder => TinyModernBert.Write(folder),
            "deberta-v2" => static folder => TinyDebertaV2.Write(folder, TinyDebertaV2.Config),
            _ when TinyVision.Kinds.Contains(modelType) => folder => TinyVision.Write(folder, modelType),
            _ => folder => RandomCheckpoint.Write(folder, modelType),
        });
        tiny.Expand(seed: 1);
        var random = new Random(2);
        foreach (ref float value in tiny.Model.Head.Values)
        {
            value = (float)(random.NextDouble() - 0.5);
        }

        return tiny;
    }

    /// <summary>The loss, and the gradients of factors and head.</summary>
    private static (double Loss, float[] Gradients) Step(TinyModel tiny, bool checkpointing, int batches = 1)
    {
        tiny.Factors.Factors.ClearGradients();
        tiny.Model.Head.ClearGradients();
        tiny.Model.GradientCheckpointing = checkpointing;
        var head = new FlatTrainable(tiny.Model.Head, weightDecay: 0);
        var step = new TrainingStep(null, head, maxNorm: 0);
        double loss = 0;
        for (int i = 0; i < batches; i++)
        {
            loss += step.Accumulate(() => Loss(tiny), targets: 1, tiny.Model.Backward);
        }

        return (loss, [.. tiny.Factors.Factors.Gradients, .. tiny.Model.Head.Gradients]);
    }

    private static torch.Tensor Loss(TinyModel tiny)
    {
        torch.Tensor features = tiny.Model.Features(tiny.Input);
        return torch.nn.functional.linear(features, tiny.Model.Head.Leaves[0], tiny.Model.Head.Leaves[1]).pow(2).sum();
    }

    private sealed class Rows : IBatchSource
    {
        public int Count => 10;

        public int LengthOf(int row) => 5;

        public ModelInput ToBatch(ReadOnlySpan<int> rows) => throw new NotSupportedException();
    }
}
