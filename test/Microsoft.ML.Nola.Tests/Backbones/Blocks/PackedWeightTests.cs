using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

/// <summary>Weights in oneDNN's order give what the plain ones give.</summary>
[TestClass]
public sealed class PackedWeightTests
{
    private const double Tolerance = 1e-5;

    private static IEnumerable<object?[]> Cases =>
        from shape in ((int Rows, int In, int Out)[])[(1, 10, 7), (3, 27, 5), (50, 64, 40), (51, 64, 40), (544, 16, 8), (545, 16, 8)]
        from activation in (string?[])[null, .. Enum.GetNames<Activation>()]
        select new object?[] { shape.Rows, shape.In, shape.Out, activation };

    /// <summary>Without the operators of libtorch all else here would be skipped unseen.</summary>
    [TestMethod]
    public void Libtorch_for_x64_has_the_operators()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            Assert.Inconclusive("Other processors may do without.");
        }

        Assert.IsTrue(PackedProduct.IsAvailable);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_map_and_its_activation_are_computed(int rows, int inFeatures, int outFeatures, string? name)
    {
        Activation? activation = name is null ? null : Enum.Parse<Activation>(name);
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using var derived = new DerivedTensors();
        var random = new Random(3);
        torch.Tensor input = Draw(random, rows, inFeatures);
        torch.Tensor weight = Draw(random, outFeatures, inFeatures);
        torch.Tensor turned = weight.t().contiguous();
        torch.Tensor sums = input.to(torch.float64).matmul(weight.to(torch.float64).t());
        foreach (torch.Tensor? bias in (torch.Tensor?[])[null, Draw(random, outFeatures)])
        {
            torch.Tensor expected = bias is null ? sums : sums + bias;
            expected = activation?.Apply(expected) ?? expected;
            float[] values = TensorMemory.ToSingles(expected.to(torch.float32));
            foreach (WeightLayout layout in Enum.GetValues<WeightLayout>())
            {
                var packed = new PackedWeight(layout == WeightLayout.OutIn ? weight : turned, layout, bias, derived);
                torch.Tensor? output = packed.Apply(input, activation);
                if (!PackedProduct.IsAvailable || activation == Activation.QuickGelu)
                {
                    Assert.IsNull(output);
                    continue;
                }

                Near.AreEqual([.. values.Select(static value => (double)value)], TensorMemory.ToSingles(output!), Tolerance, $"{layout}, {bias}");
            }
        }
    }

    /// <summary>Each number is summed in single precision and rounded once, to within 2^-8 of itself; inputs and weights are the same for both.</summary>
    [TestMethod]
    [DataRow(1, 10, 7)]
    [DataRow(51, 64, 40)]
    [DataRow(545, 16, 8)]
    public void So_is_a_map_in_bfloat16(int rows, int inFeatures, int outFeatures)
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using var derived = new DerivedTensors();
        var random = new Random(3);
        torch.Tensor input = Draw(random, rows, inFeatures).to(torch.bfloat16);
        torch.Tensor weight = Draw(random, outFeatures, inFeatures).to(torch.bfloat16);
        torch.Tensor bias = Draw(random, outFeatures).to(torch.bfloat16);
        torch.Tensor expected = input.to(torch.float64).matmul(weight.to(torch.float64).t()) + bias.to(torch.float64);
        var packed = new PackedWeight(weight, WeightLayout.OutIn, bias, derived);
        torch.Tensor? output = packed.Apply(input, null);
        if (!PackedProduct.IsAvailable)
        {
            Assert.IsNull(output);
            return;
        }

        Assert.AreEqual(torch.bfloat16, output!.dtype);
        Assert.IsNull(packed.Apply(input.to(torch.float32), null), "another type of number");
        Near.AreEqual([.. expected.data<double>()], TensorMemory.ToSingles(output.to(torch.float32)), 1.0 / 256, "outputs");
    }

    [TestMethod]
    public void A_weight_is_packed_once_and_freed_with_its_network()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        var random = new Random(3);
        torch.Tensor input = Draw(random, 4, 16);
        using (var derived = new DerivedTensors())
        {
            var packed = new PackedWeight(Draw(random, 16, 16), WeightLayout.OutIn, null, derived);
            float[]? first = null;
            Parallel.For(0, 8, _ =>
            {
                using torch.Tensor? output = packed.Apply(input, null);
                float[] values = output is null ? [] : TensorMemory.ToSingles(output);
                CollectionAssert.AreEqual(Interlocked.CompareExchange(ref first, values, null) ?? values, values);
            });
            long before = torch.Tensor.TotalCount;
            packed.Apply(input, null)?.Dispose();
            Assert.AreEqual(before, torch.Tensor.TotalCount);
        }
    }

    [TestMethod]
    public void No_weight_is_packed_where_a_gradient_goes_or_nothing_is_kept()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        var random = new Random(3);
        torch.Tensor weight = Draw(random, 8, 8);
        torch.Tensor input = Draw(random, 4, 8);
        using var derived = new DerivedTensors();
        var packed = new PackedWeight(weight, WeightLayout.OutIn, null, derived);
        Assert.AreEqual(PackedProduct.IsAvailable, packed.Apply(input, null) is not null);
        Assert.IsNull(packed.Apply(input.to(torch.float64), null), "another type of number");
        Assert.IsNull(packed.Apply(Draw(random, 8, 4).t(), null), "rows that do not lie one after another");
        input.requires_grad_(true);
        Assert.IsNull(packed.Apply(input, null), "a gradient of the input");
        using (torch.no_grad())
        {
            Assert.AreEqual(PackedProduct.IsAvailable, packed.Apply(input, null) is not null);
        }

        input.requires_grad_(false);
        Assert.IsNull(new PackedWeight(Draw(random, 8, 8).requires_grad_(true), WeightLayout.OutIn, null, derived).Apply(input, null), "a weight that trains");
        derived.Reserve(DerivedTensors.MostWeights);
        Assert.AreEqual(PackedProduct.IsAvailable, packed.Apply(input, null) is not null);
        derived.Reserve(1);
        Assert.IsNull(packed.Apply(input, null), "too many weights");

        using var none = new DerivedTensors();
        none.KeepNone();
        Assert.IsNull(new PackedWeight(weight, WeightLayout.OutIn, null, none).Apply(input, null), "nothing is kept");
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(31, 31)]
    [DataRow(32, 32)]
    [DataRow(33, 34)]
    [DataRow(50, 50)]
    [DataRow(63, 64)]
    [DataRow(65, 68)]
    [DataRow(100, 100)]
    [DataRow(101, 104)]
    [DataRow(513, 544)]
    [DataRow(800, 800)]
    public void Few_numbers_of_rows_are_multiplied(int rows, int padded) => Assert.AreEqual(padded, PackedWeight.RowsFor(rows));

    [TestMethod]
    public void Many_rows_are_not_padded()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using var derived = new DerivedTensors();
        var random = new Random(3);
        var packed = new PackedWeight(Draw(random, 4, 4), WeightLayout.OutIn, null, derived);
        Assert.IsNull(packed.Apply(Draw(random, 1025, 4), null));
        Assert.AreEqual(PackedProduct.IsAvailable, packed.Apply(Draw(random, 1088, 4), null) is not null);
    }

    [TestMethod]
    public void Packing_is_on_unless_a_switch_turns_it_off()
    {
        const string Own = "Nola.Tests.PackedWeights";
        Assert.IsTrue(DerivedTensors.IsOn(Own));
        AppContext.SetSwitch(Own, false);
        Assert.IsFalse(DerivedTensors.IsOn(Own));
        AppContext.SetSwitch(Own, true);
        Assert.IsTrue(DerivedTensors.IsOn(Own));
    }

    private static torch.Tensor Draw(Random random, params long[] shape)
        => torch.tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, static (x, y) => x * y)).Select(_ => random.NextSingle() - 0.5f).ToArray()).view(shape);
}
