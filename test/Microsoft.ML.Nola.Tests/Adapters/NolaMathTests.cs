using System.Text.Json;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>Forward, gradients and merged weight against float64 autograd on materialised banks (fixtures/nola-math).</summary>
[TestClass]
public sealed class NolaMathTests
{
    private const double Tolerance = 1e-5;

    public static IEnumerable<object[]> Cases()
        => from distribution in (string[])["uniform", "rademacher"]
           from shape in (string[])["in8-out6-r2-k3-l4", "in32-out48-r4-k16-l8", "in48-out48-r8-k5-l5"]
           from name in (string[])["offset_start", "offset", "plain_start", "plain"]
           select new object[] { $"{distribution}-{shape}", name };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Every_case_equals_the_reference(string file, string name)
    {
        using Fixture fixture = Fixture.Shared("nola-math", file + ".safetensors");
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        JsonElement settings = JsonDocument.Parse(File.ReadAllText(Repository.Shared("fixtures", "nola-math", file + ".json"))).RootElement;
        int Field(string key) => settings.GetProperty(key).GetInt32();
        SitePlan plan = MaterializedSite.Plan("layer.0", Field("in"), Field("out"), Field("rank"), Field("lora_alpha"), Field("k"), Field("l"));
        var layout = new FactorLayout([plan]);
        var factorization = new MaterializedFactorization(
            layout, [MaterializedSite.Read(fixture, fixture.Singles, "f32.", name.StartsWith("offset", StringComparison.Ordinal))]);
        using var factors = new LeafBuffer(layout.Shapes(), torch.CPU, trains: true);
        float[] coefficients = [.. fixture.Singles(name + ".alpha"), .. fixture.Singles(name + ".beta")];
        factorization.Expand(coefficients, factors.Values);
        FrozenLinear map = MaterializedSite.Map(0, fixture.Singles("f32.weight"), fixture.Singles("f32.bias"));
        var binding = new LowRankBinding(1, [0], [plan], factors.Leaves);

        torch.Tensor x = torch.tensor(fixture.Singles("f32.x")).view(-1, plan.InFeatures).requires_grad_(true);
        torch.Tensor y = binding.Linear(map, x);
        (y * torch.tensor(fixture.Singles("f32.upstream")).view(y.shape)).sum().backward();
        var gradients = new float[coefficients.Length];
        factorization.Contract(factors.Gradients, gradients);
        using var merged = new MergedBinding([0], [plan], factors.Leaves);
        torch.Tensor mergedY = merged.Linear(map, x.detach());
        torch.Tensor identity = torch.eye(plan.InFeatures);
        torch.Tensor mergedWeight = (merged.Linear(map, identity) - map.Bias!).t().contiguous();

        Near.AreEqual(fixture.Doubles(name + ".A"), factors.Values[..plan.SizeA], Tolerance, "A");
        Near.AreEqual(
            fixture.Doubles(name + ".B"), MaterializedSite.Transpose(factors.Values[plan.SizeA..].ToArray(), 1, plan.Rank, plan.OutFeatures), Tolerance, "B");
        Near.AreEqual(fixture.Doubles(name + ".y"), TensorMemory.ToSingles(y), Tolerance, "y");
        Near.AreEqual(fixture.Doubles(name + ".y"), TensorMemory.ToSingles(mergedY), Tolerance, "merged y");
        Near.AreEqual(fixture.Doubles(name + ".merged"), TensorMemory.ToSingles(mergedWeight), Tolerance, "merged weight");
        Near.AreEqual(fixture.Doubles(name + ".dA"), factors.Gradients[..plan.SizeA], Tolerance, "dA");
        float[] gradientB = MaterializedSite.Transpose(factors.Gradients[plan.SizeA..].ToArray(), 1, plan.Rank, plan.OutFeatures);
        Near.AreEqual(fixture.Doubles(name + ".dB"), gradientB, Tolerance, "dB");
        Near.AreEqual(fixture.Doubles(name + ".dalpha"), gradients.AsSpan(0, plan.NumBasisA), Tolerance, "dalpha");
        Near.AreEqual(fixture.Doubles(name + ".dbeta"), gradients.AsSpan(plan.NumBasisA), Tolerance, "dbeta");
        using torch.Tensor dx = x.grad!;
        Near.AreEqual(fixture.Doubles(name + ".dx"), TensorMemory.ToSingles(dx), Tolerance, "dx");
    }
}
