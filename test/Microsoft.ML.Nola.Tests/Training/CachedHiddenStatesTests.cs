using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Tests.Backbones;
using Microsoft.ML.Nola.Tests.Backbones.DebertaV2;
using Microsoft.ML.Nola.Tests.Backbones.ModernBert;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Training;

/// <summary>A pass that starts in the middle, from states that were kept, gives what a whole one gives.</summary>
[TestClass]
public sealed class CachedHiddenStatesTests
{
    private const double Tolerance = 1e-5;

    /// <summary>The rows of batches of one epoch, and of another one in which they meet other rows, so that they are padded otherwise.</summary>
    private static readonly int[][] First = [[0, 1, 2, 3], [4, 5]];
    private static readonly int[][] Second = [[5, 0], [3], [1, 4, 2]];

    /// <summary>The same batches give the same bits. In others the sums of a linear map may be taken in another order.</summary>
    [TestMethod]
    [DataRow("tiny", BaseQuantization.None)]
    [DataRow("tiny", BaseQuantization.Int8)]
    [DataRow("tiny", BaseQuantization.Nf4)]
    [DataRow("modernbert", BaseQuantization.None)]
    [DataRow("deberta-v2", BaseQuantization.None)]
    [DataRow("deberta-v2", BaseQuantization.Int8)]
    [DataRow("distilbert", BaseQuantization.None)]
    [DataRow("electra", BaseQuantization.None)]
    [DataRow("mpnet", BaseQuantization.None)]
    [DataRow("roberta", BaseQuantization.None)]
    [DataRow("gemma2", BaseQuantization.None)]
    [DataRow("gpt2", BaseQuantization.None)]
    [DataRow("llama", BaseQuantization.None)]
    [DataRow("mistral", BaseQuantization.None)]
    [DataRow("phi3", BaseQuantization.None)]
    [DataRow("qwen2", BaseQuantization.None)]
    [DataRow("qwen3", BaseQuantization.None)]
    [DataRow("clip_vision_model", BaseQuantization.None)]
    [DataRow("deit", BaseQuantization.None)]
    [DataRow("dinov2", BaseQuantization.None)]
    [DataRow(TinyVision.Swiglu, BaseQuantization.None)]
    [DataRow("siglip_vision_model", BaseQuantization.None)]
    [DataRow("vit", BaseQuantization.None)]
    public void Features_and_gradients_equal_those_of_whole_passes(string kind, BaseQuantization quantization)
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create(kind, quantization);
        tiny.Model.GradientCheckpointing = quantization != BaseQuantization.None;
        bool areImages = TinyVision.Kinds.Contains(kind);
        (var rows, var others) = (new RandomRows(6, areImages: areImages), new RandomRows(6, areImages: areImages));
        using var cached = new CachedHiddenStates(tiny.Model, rows);
        using var live = new LiveFeatures(tiny.Model, others);
        Assert.AreEqual(1, tiny.Model.Adaptation.LowestLayer);
        Assert.IsTrue(areImages || First.Concat(Second).Any(batch => batch.Min(rows.LengthOf) < batch.Max(rows.LengthOf)), "there is padding");

        double largest = 0;
        foreach ((int[][] batches, bool areSame) in (ReadOnlySpan<(int[][], bool)>)[(First, true), (Second, false), (First, true)])
        {
            cached.BeginPass(new BatchPass(batches, 0, 1));
            foreach (int[] batch in batches)
            {
                (float[] expected, float[] gradients) = Step(tiny, live, batch);
                (float[] actual, float[] same) = Step(tiny, cached, batch);
                Assert.IsGreaterThan(1e-4, gradients.Max(Math.Abs), "there are gradients");
                largest = Math.Max(largest, Math.Max(Difference(expected, actual), Difference(gradients, same)));
                if (areSame)
                {
                    CollectionAssert.AreEqual(expected, actual, "features");
                    CollectionAssert.AreEqual(gradients, same, "gradients");
                }
            }
        }

        Console.WriteLine($"Largest difference: {largest:e1}");
        Assert.IsLessThan(Tolerance, largest);
        Assert.IsFalse(cached.IsGivenUp);
        Assert.AreEqual(1, rows.Passes, "once all is known, nothing is made ahead");
        Assert.AreEqual(areImages ? First.Length : others.Batches, rows.Batches, "images are read once");
        int positions = areImages ? 6 * (9 + TinyVision.ClassTokens(kind)) : Enumerable.Range(0, 6).Sum(rows.LengthOf);
        Assert.AreEqual(4L * positions * tiny.Backbone.HiddenSize, cached.Bytes, "padding is not kept");
    }

    /// <summary>Without gradients the sequences of a row come in several batches, and in one with them; the states of either serve the other.</summary>
    [TestMethod]
    public void Rows_of_several_sequences_are_kept_sequence_by_sequence()
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create("tiny");
        using var cached = new CachedHiddenStates(tiny.Model, new RandomRows(4, sequences: 3));
        using var live = new LiveFeatures(tiny.Model, new RandomRows(4, sequences: 3));
        foreach (int[] batch in (int[][])[[0, 2], [3, 1], [1, 0], [2, 3]])
        {
            (float[] expected, float[] actual) = (Features(live, batch), Features(cached, batch));
            Assert.HasCount(3 * batch.Length * tiny.Backbone.HiddenSize, actual);
            Assert.IsLessThan(Tolerance, Difference(expected, actual));
            (expected, float[] gradients) = Step(tiny, live, batch);
            (actual, float[] same) = Step(tiny, cached, batch);
            Assert.IsLessThan(Tolerance, Difference(expected, actual));
            Assert.IsLessThan(Tolerance, Difference(gradients, same));
        }
    }

    /// <summary>A dropped entry goes by row, site and position, so it is dropped wherever the pass starts.</summary>
    [TestMethod]
    public void Dropout_above_is_the_same()
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create("tiny");
        var rows = new RandomRows(6);
        using var cached = new CachedHiddenStates(tiny.Model, rows);
        using var live = new LiveFeatures(tiny.Model, rows);
        (float[] plain, _) = Step(tiny, live, Second[0]);
        var dropout = new TrainingDropout(0.3, seed: 1);
        tiny.Model.Adaptation.Dropout = dropout;
        foreach (int[] batch in (int[][])[.. First, .. Second])
        {
            dropout.Begin(epoch: 1, batch, rows);
            (float[] expected, float[] gradients) = Step(tiny, live, batch);
            (float[] actual, float[] same) = Step(tiny, cached, batch);
            Assert.IsLessThan(Tolerance, Difference(expected, actual));
            Assert.IsLessThan(Tolerance, Difference(gradients, same));
            Assert.IsTrue(batch != Second[0] || Difference(plain, expected) > 1e-3, "dropout acts");
        }
    }

    /// <summary>Where the states take more memory than they may is known after one batch, and none are kept.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void States_that_are_too_many_are_not_kept(bool areImages)
    {
        using var guard = new TensorGuard();
        using TinyModel tiny = Create(areImages ? "vit" : "tiny");
        var rows = new RandomRows(6, areImages: areImages);
        int positions = areImages ? 60 : Enumerable.Range(0, 6).Sum(rows.LengthOf);
        long bytes = 4L * positions * tiny.Backbone.HiddenSize;
        using var enough = new CachedHiddenStates(tiny.Model, rows, bytes);
        using var few = new CachedHiddenStates(tiny.Model, rows, bytes - 1);
        using var live = new LiveFeatures(tiny.Model, rows);
        Features(few, First[0]);
        Assert.IsTrue(few.IsGivenUp);
        Array.ForEach(First, batch => Features(enough, batch));
        Assert.IsFalse(enough.IsGivenUp);
        int passes = rows.Passes;
        few.BeginPass(new BatchPass(Second, 0, 2));
        Assert.AreEqual(passes + 1, rows.Passes);
        foreach (int[] batch in Second)
        {
            CollectionAssert.AreEqual(Features(live, batch), Features(few, batch));
        }
    }

    private static TinyModel Create(string kind, BaseQuantization quantization = BaseQuantization.None)
    {
        var config = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 };
        config.TargetModules.Add(@".*\.1\..*");
        var tiny = new TinyModel(config, quantization: quantization, write: kind switch
        {
            "tiny" => static folder => TinyBackbone.Write(folder, hidden: 64),
            "modernbert" => static folder => TinyModernBert.Write(folder),
            "deberta-v2" => static folder => TinyDebertaV2.Write(folder, TinyDebertaV2.Config),
            _ when TinyDecoder.ModelTypes.Contains(kind) => folder => TinyDecoder.Write(folder, TinyDecoder.Config(kind)),
            _ when TinyVision.Kinds.Contains(kind) => folder => TinyVision.Write(folder, kind),
            _ => folder => RandomCheckpoint.Write(folder, kind),
        });
        tiny.Expand(seed: 1);
        var random = new Random(2);
        foreach (ref float value in tiny.Model.Head.Values)
        {
            value = (float)(random.NextDouble() - 0.5);
        }

        return tiny;
    }

    private static float[] Features(IFeatures features, int[] rows)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        return TensorMemory.ToSingles(features.Of(rows, withGradients: false)());
    }

    /// <summary>The features, and the gradients of the factors.</summary>
    private static (float[] Features, float[] Gradients) Step(TinyModel tiny, IFeatures features, int[] rows)
    {
        tiny.Factors.Factors.ClearGradients();
        tiny.Model.Head.ClearGradients();
        float[] read = [];
        new TrainingStep(null, new FlatTrainable(tiny.Model.Head, weightDecay: 0), maxNorm: 0).Accumulate(
            () =>
            {
                torch.Tensor all = features.Of(rows, withGradients: true)();
                read = TensorMemory.ToSingles(all);
                return torch.nn.functional.linear(all, tiny.Model.Head.Leaves[0], tiny.Model.Head.Leaves[1]).pow(2).sum();
            },
            targets: 1,
            tiny.Model.Backward);
        return (read, tiny.Factors.Factors.Gradients.ToArray());
    }

    /// <summary>The largest difference, as a part of the largest magnitude.</summary>
    private static double Difference(float[] expected, float[] actual) =>
        expected.Zip(actual, static (x, y) => Math.Abs((double)x - y)).Max() / expected.Max(static x => Math.Abs((double)x));
}
