using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Tests.Backbones.DebertaV2;
using Microsoft.ML.Nola.Tests.Backbones.ModernBert;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Quantization;

[TestClass]
public sealed class QuantisedBackboneTests
{
    private static readonly BaseQuantization[] All = [BaseQuantization.None, BaseQuantization.Int8, BaseQuantization.Nf4];

    [TestMethod]
    public void The_number_type_is_part_of_what_leases_share()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        BackboneReference reference = BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"), hidden: 64));
        BackboneLease[] leases = [.. All.Concat(All).Select(quantization => Acquire(reference, quantization))];
        for (int i = 0; i < leases.Length; i++)
        {
            Backbone backbone = leases[i].Backbone;
            Assert.AreEqual(All[i % All.Length], backbone.Quantization);
            Assert.AreSame(leases[i % All.Length].Backbone, backbone);
            Assert.AreEqual(leases[0].Backbone.Identity, backbone.Identity);
            CollectionAssert.AreEqual(
                leases[0].Backbone.Parameters.Select(static parameter => (parameter.Name, string.Join(',', parameter.Shape))).ToArray(),
                backbone.Parameters.Select(static parameter => (parameter.Name, string.Join(',', parameter.Shape))).ToArray());
        }

        Assert.AreEqual(All.Length, leases.Select(static lease => lease.Backbone).Distinct().Count());
        Array.ForEach(leases, static lease => lease.Dispose());
    }

    /// <summary>Linear maps shrink to what their codes take; embeddings, norms and biases stay.</summary>
    [TestMethod]
    [DataRow(BaseQuantization.Int8, 1.0, 1.02)]
    [DataRow(BaseQuantization.Nf4, 0.5, 0.6)]
    public void The_weights_of_linear_maps_take_as_many_bytes_as_the_type_says(BaseQuantization quantization, double least, double most)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        BackboneReference reference = BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"), hidden: 256));
        using BackboneLease whole = Acquire(reference, BaseQuantization.None);
        using BackboneLease small = Acquire(reference, quantization);
        Assert.AreEqual(4 * whole.Backbone.Parameters.Sum(static parameter => parameter.Shape.Aggregate(1L, static (product, size) => product * size)),
            whole.Backbone.SizeInBytes);
        (double Bytes, double Weights) maps = (0, 0);
        foreach (NamedTensor parameter in small.Backbone.Parameters)
        {
            long count = parameter.Shape.Aggregate(1L, static (product, size) => product * size);
            if (parameter.Scales.Count == 0)
            {
                Assert.AreEqual(4 * count, parameter.SizeInBytes, parameter.Name);
                continue;
            }

            Assert.IsTrue(small.Backbone.Sites.Any(site => parameter.Name == site.ModulePath + ".weight") || parameter.Name == "pooler.dense.weight", parameter.Name);
            maps = (maps.Bytes + parameter.SizeInBytes, maps.Weights + count);
        }

        Assert.IsGreaterThan(0, maps.Weights);
        Assert.IsInRange(least, most, maps.Bytes / maps.Weights);
        Assert.IsLessThan(whole.Backbone.SizeInBytes, small.Backbone.SizeInBytes);
    }

    [TestMethod]
    [DataRow("bert", BaseQuantization.Int8, 0.03)]
    [DataRow("bert", BaseQuantization.Nf4, 0.4)]
    [DataRow("modernbert", BaseQuantization.Int8, 0.03)]
    [DataRow("modernbert", BaseQuantization.Nf4, 0.4)]
    [DataRow("deberta-v2", BaseQuantization.Int8, 0.03)]
    [DataRow("deberta-v2", BaseQuantization.Nf4, 0.4)]
    public void Hidden_states_come_near_those_of_single_precision(string modelType, BaseQuantization quantization, double tolerance)
    {
        using var guard = new TensorGuard();
        using var whole = new TinyModel(Config(), write: Writer(modelType));
        using var small = new TinyModel(Config(), write: Writer(modelType), quantization: quantization);
        float[] expected = whole.Features(TinyModel.Batch);
        float[] actual = small.Features(TinyModel.Batch);
        double scale = expected.Max(Math.Abs);
        Assert.IsInRange(1e-6, tolerance, expected.Zip(actual, static (x, y) => Math.Abs(x - y)).Max() / scale);
    }

    /// <summary>Each thread has a buffer of its own.</summary>
    [TestMethod]
    [DataRow(BaseQuantization.Int8)]
    [DataRow(BaseQuantization.Nf4)]
    public void Forwards_at_once_give_what_they_give_alone(BaseQuantization quantization)
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        BackboneReference reference = BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"), hidden: 128));
        using BackboneLease lease = Acquire(reference, quantization);
        float[] alone = Forward(lease.Backbone);
        var differing = 0;
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            if (!Forward(lease.Backbone).AsSpan().SequenceEqual(alone))
            {
                Interlocked.Increment(ref differing);
            }
        });
        Assert.AreEqual(0, differing);

        static float[] Forward(Backbone backbone) => TorchGate.Shared.Run(
            () =>
            {
                using var mode = torch.no_grad();
                return TensorMemory.ToSingles(backbone.Forward(TinyModel.Batch));
            },
            narrow: true);
    }

    [TestMethod]
    [DataRow("bert", BaseQuantization.Int8)]
    [DataRow("bert", BaseQuantization.Nf4)]
    [DataRow("modernbert", BaseQuantization.Nf4)]
    public void A_merged_adapter_computes_what_the_live_one_does(string modelType, BaseQuantization quantization)
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(Config(), write: Writer(modelType), quantization: quantization);
        float[] plain = tiny.Features(TinyModel.Batch);
        tiny.Expand(seed: 1);
        float[] live = tiny.Features(TinyModel.Batch);
        Assert.IsGreaterThan(1e-3, plain.Zip(live, static (x, y) => Math.Abs(x - y)).Max(), "the update is visible");
        using var binding = new MergedBinding(tiny.Plan.IndexesIn(tiny.Backbone.Sites), tiny.Plan.Sites, tiny.Factors.Factors.Leaves);
        using var mode = torch.no_grad();
        using torch.Tensor expected = tiny.Backbone.Forward(TinyModel.Batch, tiny.Model.Adaptation.Binding);
        using torch.Tensor merged = tiny.Backbone.Forward(TinyModel.Batch, binding);
        Near.WithinAbsolute(TensorMemory.ToSingles(expected), TensorMemory.ToSingles(merged), 1e-5);
    }

    [TestMethod]
    public void Full_fine_tuning_is_refused()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        using BackboneLease lease = Acquire(BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"))), BaseQuantization.Nf4);
        AdapterPlan plan = AdapterPlan.Resolve(new AdapterConfig { Method = AdaptationMethod.FullFineTuning }, lease.Backbone);
        SettingsException fault = Assert.ThrowsExactly<SettingsException>(() => plan.RequireBase(lease.Backbone));
        Assert.Contains("BaseQuantization is Nf4, but Adapter.Method is FullFineTuning", fault.Message);
        AdapterPlan.Resolve(Config(), lease.Backbone).RequireBase(lease.Backbone);
    }

    [TestMethod]
    public void A_number_type_that_there_is_not_is_refused() => Assert.Contains(
        "must be a member of BaseQuantization",
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Acquire(BackboneReference.Default, (BaseQuantization)7)).Message);

    private static BackboneLease Acquire(BackboneReference reference, BaseQuantization quantization) =>
        Backbone.Acquire(reference, new BackboneOptions { Quantization = quantization });

    private static AdapterConfig Config() => new() { Rank = 2, NumBasisA = 16, NumBasisB = 16 };

    private static Func<string, string> Writer(string modelType) => modelType switch
    {
        "modernbert" => static folder => TinyModernBert.Write(folder),
        "deberta-v2" => static folder => TinyDebertaV2.Write(folder, TinyDebertaV2.Config),
        _ => static folder => TinyBackbone.Write(folder),
    };
}
