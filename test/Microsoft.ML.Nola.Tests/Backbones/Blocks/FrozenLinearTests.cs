using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Tests.Adapters;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Backbones.Blocks;

/// <summary>Bindings take any frozen linear map: fused, without a bias, stored in another form.</summary>
[TestClass]
public sealed class FrozenLinearTests
{
    private const int Width = 6;
    private const int Rank = 2;

    private static readonly int[] Heights = [4, 3, 5];

    [TestMethod]
    [DataRow(false, "0 1 2")]
    [DataRow(false, "1")]
    [DataRow(true, "0 2")]
    public void Each_slice_of_a_fused_map_gets_the_update_of_its_site(bool transposed, string adapted)
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        var random = new Random(4);
        int[] indexes = [.. adapted.Split(' ').Select(int.Parse)];
        SitePlan[] plans = [.. indexes.Select(i => MaterializedSite.Plan($"h.0.attn.c_attn:{i}", Width, Heights[i], Rank, alpha: 3, 1, 1))];
        torch.Tensor[] factors = [.. plans.SelectMany(plan => (torch.Tensor[])[Draw(random, Rank, Width), Draw(random, Rank, plan.OutFeatures)])];
        torch.Tensor weight = Draw(random, Heights.Sum(), Width);
        torch.Tensor bias = Draw(random, Heights.Sum());
        torch.Tensor input = Draw(random, 7, Width);
        FrozenLinear map = transposed ? new TransposedLinear(Slices(), weight, bias) : new DenseLinear(Slices(), weight, bias);

        torch.Tensor expected = input.to(torch.float64).matmul(weight.to(torch.float64).t()) + bias;
        for (int i = 0; i < plans.Length; i++)
        {
            torch.Tensor update = factors[(2 * i) + 1].to(torch.float64).t().matmul(factors[2 * i].to(torch.float64)) * plans[i].Scale;
            expected.narrow(1, Heights[..indexes[i]].Sum(), Heights[indexes[i]]).add_(input.to(torch.float64).matmul(update.t()));
        }

        double[] values = expected.data<double>().ToArray();
        torch.Tensor live = new LowRankBinding(3, indexes, plans, factors).Linear(map, input);
        using var merged = new MergedBinding(indexes, plans, factors);
        Near.AreEqual(values, TensorMemory.ToSingles(live), 1e-5, "low rank");
        Near.AreEqual(values, TensorMemory.ToSingles(merged.Linear(map, input)), 1e-5, "merged");
    }

    [TestMethod]
    public void Factors_of_a_slice_get_their_gradients()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        var random = new Random(4);
        SitePlan plan = MaterializedSite.Plan("h.0.attn.c_attn:1", Width, Heights[1], Rank, alpha: 3, 1, 1);
        torch.Tensor[] factors = [Draw(random, Rank, Width).requires_grad_(true), Draw(random, Rank, Heights[1]).requires_grad_(true)];
        var map = new DenseLinear(Slices(), Draw(random, Heights.Sum(), Width), bias: null);
        torch.Tensor input = Draw(random, 7, Width);
        torch.Tensor upstream = Draw(random, 7, Heights.Sum());

        (new LowRankBinding(3, [1], [plan], factors).Linear(map, input) * upstream).sum().backward();

        // y = s x A^T B in the slice, so dA = s (g B^T)^T x and dB = s (x A^T)^T g, g being the slice of the upstream gradient.
        torch.Tensor slice = upstream.narrow(1, Heights[0], Heights[1]);
        torch.Tensor a = slice.matmul(factors[1].detach().t()).t().matmul(input) * plan.Scale;
        torch.Tensor b = input.matmul(factors[0].detach().t()).t().matmul(slice) * plan.Scale;
        Near.AreEqual(Doubles(a), TensorMemory.ToSingles(factors[0].grad!), 1e-5, "A");
        Near.AreEqual(Doubles(b), TensorMemory.ToSingles(factors[1].grad!), 1e-5, "B");
    }

    private static torch.Tensor Draw(Random random, params long[] shape)
        => torch.tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, static (x, y) => x * y)).Select(_ => random.NextSingle() - 0.5f).ToArray()).view(shape);

    private static double[] Doubles(torch.Tensor tensor) => [.. TensorMemory.ToSingles(tensor).Select(static value => (double)value)];

    private static SiteSlice[] Slices() =>
    [
        .. Heights.Select(static (height, i) => new SiteSlice(
            new AdapterSite(i, $"h.0.attn.c_attn:{i}", "h.0.attn.c_attn", Width, height, SiteRole.Query), Heights[..i].Sum())),
    ];

    /// <summary>A weight stored as [in, out].</summary>
    private sealed class TransposedLinear(IReadOnlyList<SiteSlice> slices, torch.Tensor weight, torch.Tensor? bias) : FrozenLinear(slices, bias)
    {
        private readonly torch.Tensor _stored = weight.t().contiguous();

        public override torch.Tensor Apply(torch.Tensor input) => torch.addmm(Bias!, input, _stored, 1, 1);

        public override torch.Tensor Rows(torch.Tensor ids) => _stored.index_select(1, ids).t();

        public override torch.Tensor Dequantise() => _stored.t().clone();
    }
}
