using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Adapters;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones;

[TestClass]
public sealed class ComputeTypeTests
{
    private static readonly ComputeType[] Types = [ComputeType.Float32, ComputeType.BFloat16];

    [TestMethod]
    public void A_processor_without_instructions_for_it_is_told_of()
    {
        Assert.Contains("for which this processor has no instructions", ComputeTypes.DescribeSlow(ComputeType.BFloat16, torch.CPU, hasInstructions: false)!);
        Assert.IsNull(ComputeTypes.DescribeSlow(ComputeType.BFloat16, torch.CPU, hasInstructions: true));
        Assert.IsNull(ComputeTypes.DescribeSlow(ComputeType.Float32, torch.CPU, hasInstructions: false));
    }

    [TestMethod]
    public void The_type_is_part_of_what_leases_share_and_not_of_the_identity()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        BackboneReference reference = BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone")));
        BackboneLease[] leases = [.. Types.Concat(Types).Select(type => Acquire(reference, type))];
        for (int i = 0; i < leases.Length; i++)
        {
            Backbone backbone = leases[i].Backbone;
            Assert.AreEqual(Types[i % 2], backbone.ComputeType);
            Assert.AreSame(leases[i % 2].Backbone, backbone);
            Assert.AreEqual(leases[0].Backbone.Identity, backbone.Identity);
        }

        Assert.AreNotSame(leases[0].Backbone, leases[1].Backbone);
        Array.ForEach(leases, static lease => lease.Dispose());
    }

    /// <summary>All but norms and what lies above the layers takes half the bytes.</summary>
    [TestMethod]
    public void Weights_and_tables_take_half_the_bytes()
    {
        using var guard = new TensorGuard();
        BackboneReference reference = BackboneReference.FromFolder(Path.Combine(Repository.Root, "models", "minilm"));
        using BackboneLease whole = Acquire(reference, ComputeType.Float32);
        using BackboneLease half = Acquire(reference, ComputeType.BFloat16);
        foreach (NamedTensor parameter in half.Backbone.Parameters)
        {
            long count = parameter.Shape.Aggregate(1L, static (product, size) => product * size);
            bool isWide = parameter.Name.Contains("LayerNorm", StringComparison.Ordinal) || parameter.Name.StartsWith("pooler.", StringComparison.Ordinal);
            Assert.AreEqual((isWide ? 4 : 2) * count, parameter.SizeInBytes, parameter.Name);
        }

        Assert.IsInRange(0.5, 0.51, (double)half.Backbone.SizeInBytes / whole.Backbone.SizeInBytes);
    }

    [TestMethod]
    public void Auto_asks_the_processor_and_never_refuses()
    {
        using var folder = new TemporaryFolder();
        BackboneReference reference = BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"), hidden: 64));
        using (BackboneLease lease = Acquire(reference, ComputeType.Auto))
        {
            Assert.AreEqual(BFloat16Instructions.AreSupported ? ComputeType.BFloat16 : ComputeType.Float32, lease.Backbone.ComputeType);
        }

        using (BackboneLease lease = Acquire(reference, ComputeType.Auto, BaseQuantization.Nf4))
        {
            Assert.AreEqual(ComputeType.Float32, lease.Backbone.ComputeType);
        }
    }

    [TestMethod]
    public void A_quantised_base_is_refused()
    {
        using var folder = new TemporaryFolder();
        BackboneReference reference = BackboneReference.FromFolder(TinyBackbone.Write(folder.File("backbone"), hidden: 64));
        foreach (BaseQuantization quantization in (ReadOnlySpan<BaseQuantization>)[BaseQuantization.Int8, BaseQuantization.Nf4])
        {
            string message = Assert.Throws<SettingsException>(() => Acquire(reference, ComputeType.BFloat16, quantization)).Message;
            Assert.Contains($"ComputeType is BFloat16, but BaseQuantization is {quantization}", message);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Acquire(reference, (ComputeType)7));
    }

    /// <summary>States that were kept in single precision are those of the layers to the last bit.</summary>
    [TestMethod]
    public void A_pass_from_kept_states_on_gives_the_bits_of_a_whole_one()
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16 }, computeType: ComputeType.BFloat16);
        tiny.Expand(seed: 1);
        float[] whole = tiny.Features(TinyModel.Batch);
        using torch.Tensor states = tiny.Backbone.StatesBefore(1, TinyModel.Batch);
        Assert.AreEqual(torch.float32, states.dtype);
        var config = new AdapterConfig { Rank = 2, NumBasisA = 16, NumBasisB = 16, TargetModules = { "layer.1.output.dense" } };
        using var upper = new TinyModel(config, computeType: ComputeType.BFloat16);
        upper.Expand(seed: 1);
        float[] direct = upper.Features(TinyModel.Batch);
        using torch.Tensor lower = upper.Backbone.StatesBefore(1, TinyModel.Batch);
        var kept = new HiddenBatch(TensorMemory.ToSingles(lower), TinyModel.Batch.Rows, TinyModel.Batch.Length, 1, TinyModel.Batch);
        CollectionAssert.AreEqual(direct, upper.Features(kept));
        CollectionAssert.AreNotEqual(whole, direct);
    }

    private static BackboneLease Acquire(BackboneReference reference, ComputeType type, BaseQuantization quantization = BaseQuantization.None) =>
        Backbone.Acquire(reference, new BackboneOptions { ComputeType = type, Quantization = quantization });
}
