using System.Text.Json;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Adapters.Peft;
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
    public void Targets_are_resolved_as_PEFT_resolves_them(string target, string expected)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Path.Combine(Repository.Root, "models", "minilm")));
        AdapterPlan plan = AdapterPlan.Resolve(new AdapterConfig { TargetModules = { target } }, lease.Backbone);
        string[] suffixes = [.. plan.Sites.Select(static site => string.Join('.', site.Path.Split('.').Skip(3))).Distinct()];
        CollectionAssert.AreEqual(expected.Split(' '), suffixes);
    }

    [TestMethod]
    [DataRow("mlp query", "", "attention.self.query intermediate.dense output.dense")]
    [DataRow("mlp-in mlp-out", "", "intermediate.dense output.dense")]
    [DataRow("key attention", "", "attention.self.query attention.self.key attention.self.value")]
    [DataRow("all-linear", "attention mlp-out", "attention.self.key attention.output.dense intermediate.dense")]
    [DataRow("all-linear", ".*attention.*", "intermediate.dense output.dense")]
    [DataRow("attention", "value", "attention.self.query")]
    [DataRow("mlp", "layer.0.output.dense layer.1.output.dense", "intermediate.dense")]
    [DataRow("layer.0.intermediate.dense self.key", "", "attention.self.key intermediate.dense")]
    public void Roles_and_names_combine(string targets, string excluded, string expected)
    {
        using var tiny = new TinyModel(new AdapterConfig());
        AdapterPlan plan = AdapterPlan.Resolve(Config(targets, excluded), tiny.Backbone.Sites);
        string[] found = [.. plan.Sites.Select(static site => string.Join('.', site.Path.Split('.').Skip(3))).Distinct().Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(expected.Split(' ').Order(StringComparer.Ordinal).ToArray(), found);
    }

    /// <summary>What matches nothing is a typo, even if other entries match: what is adapted would be less, or more, than was asked for.</summary>
    [TestMethod]
    [DataRow("mlp querry", "", "TargetModules holds 'querry', which names no module")]
    [DataRow("mlp", "ouput.dense", "ExcludeModules holds 'ouput.dense', which names no module")]
    [DataRow("mlp", "intermediate.dense atention", "ExcludeModules holds 'atention', which names no module")]
    [DataRow("mlp .*query", "", "TargetModules holds the pattern '.*query' beside other entries")]
    [DataRow("mlp", ".*0.* query", "ExcludeModules holds the pattern '.*0.*' beside other entries")]
    [DataRow("mlp-in", "mlp", "leave no module")]
    [DataRow("(", "", "TargetModules holds the pattern '(', which is not a regular expression")]
    [DataRow("mlp", "[", "ExcludeModules holds the pattern '[', which is not a regular expression")]
    public void An_entry_that_names_nothing_is_refused_though_others_match(string targets, string excluded, string fault)
    {
        using var tiny = new TinyModel(new AdapterConfig());
        SettingsException exception = Assert.ThrowsExactly<SettingsException>(() => AdapterPlan.Resolve(Config(targets, excluded), tiny.Backbone.Sites));
        Assert.Contains(fault, exception.Message);
    }

    [TestMethod]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.UniLoRA)]
    [DataRow(AdaptationMethod.VeRA)]
    public void The_description_of_an_adapter_is_the_same_when_it_was_saved_and_read(AdaptationMethod method)
    {
        using var tiny = new TinyModel(new AdapterConfig { Method = method, Distribution = BasisDistribution.Uniform });
        HeadTensor[] head = [new("head.weight", [3, 32], new float[96]), new("head.bias", [3], new float[3])];
        var fitted = new Adapter(tiny.Plan, new float[tiny.Factors.Factorization.CoefficientCount], head, "0123", "tiny");
        Adapter read = AdapterFolder.Read(AdapterFolder.Write(fitted), "memory", "0123");

        string Text(Adapter adapter) => JsonSerializer.Serialize(adapter.Describe(trainingSeed: null));
        Assert.AreEqual(Text(fitted), Text(read));
        bool draws = method is AdaptationMethod.Nola or AdaptationMethod.UniLoRA or AdaptationMethod.VeRA;
        Assert.AreEqual(draws ? AdapterConfig.DefaultBasisSeed : 0, read.Describe(null).BasisSeed);
    }

    [TestMethod]
    [DataRow(AdaptationMethod.FullFineTuning)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.LinearProbe)]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.UniLoRA)]
    [DataRow(AdaptationMethod.VeRA)]
    public void The_count_of_a_plan_is_that_of_its_modules_together(AdaptationMethod method)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Path.Combine(Repository.Root, "models", "minilm")));
        AdapterPlan plan = AdapterPlan.Resolve(new AdapterConfig { Method = method }, lease.Backbone);
        Assert.AreEqual(plan.ParametersByModule().Sum(static module => (long)module.Parameters), plan.ParameterCount);
        Assert.AreEqual(method == AdaptationMethod.LinearProbe, plan.ParameterCount == 0);
    }

    [TestMethod]
    public void The_defaults_on_MiniLM_are_half_of_LoRA_of_rank_one()
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
    public void An_unknown_target_is_refused_with_the_names_that_exist()
    {
        using var tiny = new TinyModel(new AdapterConfig());
        SettingsException exception = Assert.ThrowsExactly<SettingsException>(
            () => AdapterPlan.Resolve(new AdapterConfig { TargetModules = { "q_proj" } }, tiny.Backbone));
        Assert.Contains("attention.self.query", exception.Message);
        Assert.Contains("mlp-out", exception.Message);
    }

    private static int CountOf(AdapterPlan plan) => ((LowRankMethod)Method.Of(plan.Method)).CreateFactorization(plan).CoefficientCount;

    private static AdapterConfig Config(string targets, string excluded)
    {
        var config = new AdapterConfig();
        foreach (string target in targets.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            config.TargetModules.Add(target);
        }

        foreach (string module in excluded.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            config.ExcludeModules.Add(module);
        }

        return config;
    }
}
