using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Backbones;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Adapters;

[TestClass]
public sealed class AdapterPlanTests
{
    [TestMethod]
    [DataRow("attention", "attention.self.query attention.self.value")]
    [DataRow("mlp", "intermediate.dense output.dense")]
    [DataRow("mlp-in", "intermediate.dense")]
    [DataRow("mlp-out", "output.dense")]
    [DataRow("query", "attention.self.query")]
    [DataRow("output.dense", "attention.output.dense output.dense")]
    [DataRow(@".*\.\d+\.output\.dense", "output.dense")]
    public void Targets_AreResolvedAsPeftDoes(string target, string expected)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Path.Combine(Repository.Root, "models", "minilm")));
        AdapterPlan plan = AdapterPlan.Resolve(new AdapterConfig { TargetModules = { target } }, lease.Backbone);
        string[] suffixes = [.. plan.Sites.Select(static site => string.Join('.', site.Path.Split('.').Skip(3))).Distinct()];
        CollectionAssert.AreEqual(expected.Split(' '), suffixes);
    }

    [TestMethod]
    public void Defaults_OnMiniLM_AreHalfOfLoraRankOne()
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Path.Combine(Repository.Root, "models", "minilm")));
        AdapterPlan nola = AdapterPlan.Resolve(new AdapterConfig(), lease.Backbone);
        AdapterPlan lora = AdapterPlan.Resolve(new AdapterConfig { Method = AdaptationMethod.LoRA, Rank = 1 }, lease.Backbone);
        Assert.AreEqual(192, nola.Sites[0].NumBasisA);
        Assert.AreEqual(192, nola.Sites[0].NumBasisB);
        Assert.AreEqual(4608, CountOf(nola));
        Assert.AreEqual(9216, CountOf(lora));
    }

    [TestMethod]
    public void UnknownTarget_IsRefusedWithTheNamesThatExist()
    {
        using var tiny = new TinyModel(new AdapterConfig());
        ArgumentException exception = Assert.ThrowsExactly<ArgumentException>(
            () => AdapterPlan.Resolve(new AdapterConfig { TargetModules = { "q_proj" } }, tiny.Backbone));
        Assert.Contains("attention.self.query", exception.Message);
        Assert.Contains("mlp-out", exception.Message);
    }

    private static int CountOf(AdapterPlan plan) => ((LowRankMethod)Method.Of(plan.Method)).CreateFactorization(plan).CoefficientCount;
}
