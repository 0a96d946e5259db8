using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Basis;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Adapters;

[TestClass]
public sealed class AdaptedForwardTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    public void The_update_is_exactly_zero_at_the_start(AdaptationMethod method)
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(new AdapterConfig { Method = method });
        var coefficients = new float[tiny.Factors.Factorization.CoefficientCount];
        tiny.Factors.Factorization.Initialize(coefficients, seed: 3);
        tiny.Factors.Factorization.Expand(coefficients, tiny.Factors.Factors.Values);
        using var frozen = new TinyModel(new AdapterConfig { Method = AdaptationMethod.LinearProbe });

        CollectionAssert.AreEqual(frozen.Features(TinyModel.Batch), tiny.Features(TinyModel.Batch));
    }

    [TestMethod]
    [DataRow(BasisSharing.Shared)]
    [DataRow(BasisSharing.PerModule)]
    public void The_coefficients_of_B_have_a_gradient_at_step_one_and_those_of_A_at_step_two(BasisSharing sharing)
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(new AdapterConfig { Sharing = sharing, NumBasisA = 5, NumBasisB = 7 });
        var random = new Random(1);
        foreach (ref float value in tiny.Model.Head.Values)
        {
            value = (float)random.NextDouble();
        }

        var adapter = new FlatTrainable(tiny.Factors.Factorization, tiny.Factors.Factors, weightDecay: 0, seed: 0);
        var step = new TrainingStep(adapter, new FlatTrainable(tiny.Model.Head, weightDecay: 0), maxNorm: 0);
        (double A, double B) first = RunStep();
        (double A, double B) second = RunStep();

        Assert.AreEqual(0, first.A, "a at step one");
        Assert.IsGreaterThan(0, first.B, "b at step one");
        Assert.IsGreaterThan(0, second.A, "a at step two");
        Assert.IsGreaterThan(0, second.B, "b at step two");

        (double A, double B) RunStep()
        {
            step.Accumulate(
                () =>
                {
                    torch.Tensor features = tiny.Model.Features(TinyModel.Batch);
                    return torch.nn.functional.linear(features, tiny.Model.Head.Leaves[0], tiny.Model.Head.Leaves[1]).pow(2).sum();
                },
                targets: 6);
            step.Apply(0.01, 0.01);
            (double a, double b) = (0, 0);
            for (int i = 0; i < tiny.Plan.Sites.Count; i++)
            {
                a += adapter.Gradients.Slice(i * 12, 5).ToArray().Sum(Math.Abs);
                b += adapter.Gradients.Slice((i * 12) + 5, 7).ToArray().Sum(Math.Abs);
            }

            return (a, b);
        }
    }

    [TestMethod]
    public void Merged_equals_unmerged_and_leaves_the_backbone_alone()
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(new AdapterConfig { TargetModules = { "all-linear" }, NumBasisA = 16, NumBasisB = 16 });
        tiny.Expand(seed: 2);
        using torch.Tensor before = tiny.Backbone.Forward(TinyModel.Batch);
        using torch.Tensor unmerged = tiny.Backbone.Forward(TinyModel.Batch, tiny.Model.Adaptation.Binding);
        using var binding = new MergedBinding(tiny.Plan.IndexesIn(tiny.Backbone.Sites), tiny.Plan.Sites, tiny.Factors.Factors.Leaves);
        using torch.Tensor merged = tiny.Backbone.Forward(TinyModel.Batch, binding);
        using torch.Tensor after = tiny.Backbone.Forward(TinyModel.Batch);

        double[] expected = [.. Real(unmerged).Select(static value => (double)value)];
        Near.AreEqual(expected, Real(merged), 1e-5, "merged");
        CollectionAssert.AreEqual(Real(before), Real(after));
        Assert.IsGreaterThan(1e-2, Real(before).Zip(expected, static (x, y) => Math.Abs(x - y)).Max(), "the update is visible");
    }

    [TestMethod]
    public void Gradients_are_recorded_only_from_the_lowest_adapted_site_on()
    {
        using var guard = new TensorGuard();
        using var tiny = new TinyModel(new AdapterConfig { TargetModules = { @".*layer\.1\.output\.dense" } });
        var recorded = new RecordingBinding(tiny.Model.Adaptation.Binding);

        using torch.Tensor hidden = tiny.Backbone.Forward(TinyModel.Batch, recorded);

        Assert.IsTrue(hidden.requires_grad);
        CollectionAssert.AreEqual(new[] { "encoder.layer.1.output.dense" }, recorded.WithGradient);
    }

    [TestMethod]
    public void Contract_equals_autograd_on_a_materialised_bank()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        const int Count = 37;
        const int Rows = 3;
        const int Columns = 29;
        foreach (BasisDistribution distribution in Enum.GetValues<BasisDistribution>())
        {
            var basis = new RandomBasis(11, RandomBasis.GetStream("encoder.layer.0.output.dense", BasisFactor.A), distribution, Count, Rows, Columns);
            var bank = new float[Count * Rows * Columns];
            for (int i = 0; i < Count; i++)
            {
                basis.Fill(i, bank.AsSpan(i * Rows * Columns, Rows * Columns));
            }

            torch.Tensor coefficients = torch.ones(Count).requires_grad_(true);
            torch.Tensor factor = coefficients.matmul(torch.tensor(bank).view(Count, Rows * Columns)) * basis.Scale;
            torch.Tensor weights = torch.linspace(-1, 2, Rows * Columns);
            (factor.sin() * weights).sum().backward();
            torch.Tensor gradient = weights * factor.detach().cos();
            var contracted = new float[Count];
            basis.Contract(TensorMemory.ToSingles(gradient), contracted);

            using torch.Tensor expected = coefficients.grad!;
            Near.AreEqual([.. TensorMemory.ToSingles(expected).Select(static value => (double)value)], contracted, 1e-5, $"{distribution}");
        }
    }

    private static float[] Real(torch.Tensor hidden)
    {
        float[] all = TensorMemory.ToSingles(hidden);
        int width = (int)hidden.shape[2];
        return [.. all.Where((_, i) => TinyModel.Batch.AttentionMask.Span[i / width] == 1)];
    }

    private sealed class RecordingBinding(AdapterBinding inner) : AdapterBinding
    {
        public List<string> WithGradient { get; } = [];

        public override torch.Tensor Linear(FrozenLinear map, torch.Tensor input)
        {
            torch.Tensor output = inner.Linear(map, input);
            if (output.requires_grad)
            {
                WithGradient.Add(map.Slices[0].Site.Path);
            }

            return output;
        }
    }
}
