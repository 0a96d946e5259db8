using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>What sites do decides which a role names and how large an adapter is by default.</summary>
[TestClass]
public sealed class SiteRoleTests
{
    private const int Width = 768;

    private static readonly AdapterSite[] Gated =
    [
        Site(0, "q_proj", Width, Width, SiteRole.Query),
        Site(1, "k_proj", Width, Width, SiteRole.Key),
        Site(2, "v_proj", Width, Width, SiteRole.Value),
        Site(3, "o_proj", Width, Width, SiteRole.AttentionOutput),
        Site(4, "gate_proj", Width, 4 * Width, SiteRole.MlpGate),
        Site(5, "up_proj", Width, 4 * Width, SiteRole.MlpIn),
        Site(6, "down_proj", 4 * Width, Width, SiteRole.MlpOut),
    ];

    [TestMethod]
    [DataRow("attention", "q_proj v_proj")]
    [DataRow("mlp", "gate_proj up_proj down_proj")]
    [DataRow("mlp-in", "gate_proj up_proj")]
    [DataRow("mlp-out", "down_proj")]
    [DataRow("all-linear", "q_proj k_proj v_proj o_proj gate_proj up_proj down_proj")]
    public void A_role_names_gated_maps_too(string role, string gated) => CollectionAssert.AreEqual(gated.Split(' '), Names(Gated, role));

    /// <summary>Half of LoRA r = 1 over the carriers of query and value, shared by two factors a site, in multiples of 16.</summary>
    [TestMethod]
    public void The_automatic_size_counts_what_carries_query_and_value()
    {
        Assert.AreEqual(4 * Width / 2 / 2 / 16 * 16, BasisCount(Gated, "mlp-out"));
        Assert.AreEqual(4 * Width / 2 / 6 / 16 * 16, BasisCount(Gated, "mlp"));
    }

    [TestMethod]
    public void The_automatic_size_counts_the_adapted_sites_if_nothing_carries_query_and_value()
    {
        AdapterSite[] mixer = [Site(0, "gate_up_proj", Width, 8 * Width, SiteRole.MlpGate), Site(1, "down_proj", 4 * Width, Width, SiteRole.MlpOut)];
        Assert.AreEqual(14 * Width / 2 / 4 / 16 * 16, BasisCount(mixer, "mlp"));
    }

    [TestMethod]
    public void The_automatic_size_is_never_below_16_bases()
    {
        AdapterSite[] narrow = [Site(0, "q_proj", 4, 4, SiteRole.Query), Site(1, "up_proj", 4, 4, SiteRole.MlpIn)];
        Assert.AreEqual(16, BasisCount(narrow, "mlp"));
        Assert.AreEqual(3, BasisCount(narrow, "mlp", budget: 6), "unless the budget says so");
    }

    [TestMethod]
    public void PEFT_s_path_has_the_prefix_of_the_base_model()
    {
        var site = new AdapterSite(0, "encoder.layer.0.output.dense", "encoder.layer.0.output.dense", 4, 4, SiteRole.MlpOut, "bert");
        Assert.AreEqual("bert.encoder.layer.0.output.dense", site.PeftPath);
        Assert.AreEqual("encoder.layer.0.output.dense", site.ModulePath);
    }

    private static AdapterSite Site(int index, string name, int inFeatures, int outFeatures, SiteRole role)
        => new(index, name, name, inFeatures, outFeatures, role);

    private static string[] Names(AdapterSite[] sites, string role)
        => [.. AdapterPlan.Resolve(new AdapterConfig { TargetModules = { role } }, sites).Sites.Select(static site => site.Path)];

    private static int BasisCount(AdapterSite[] sites, string role, int? budget = null)
        => AdapterPlan.Resolve(new AdapterConfig { TargetModules = { role }, ParameterBudget = budget }, sites).Sites[0].NumBasisA;
}
