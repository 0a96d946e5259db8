using Microsoft.ML.Nola.Adapters;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>rank_pattern and its kin: some modules have numbers of their own.</summary>
[TestClass]
public sealed class SitePatternTests
{
    [TestMethod]
    public void Each_module_has_the_numbers_of_the_key_that_names_it()
    {
        using var tiny = new TinyModel(new AdapterConfig
        {
            TargetModules = { "mlp", "value" },
            NumBasisA = 10,
            NumBasisB = 20,
            Rank = 4,
            RankPattern = { ["value"] = 2, [@".*\.1\.intermediate\.dense"] = 8 },
            AlphaPattern = { ["mlp"] = 3 },
            NumBasisAPattern = { ["mlp-out"] = 5 },
            NumBasisBPattern = { ["layer.0.intermediate.dense"] = 7 },
        });
        Dictionary<string, SitePlan> sites = tiny.Plan.Sites.ToDictionary(static site => string.Join('.', site.Path.Split('.').Skip(2)), StringComparer.Ordinal);
        Check("0.attention.self.value", 2, 2, 10, 20);
        Check("0.intermediate.dense", 4, 3, 10, 7);
        Check("1.intermediate.dense", 8, 3, 10, 20);
        Check("1.output.dense", 4, 3, 5, 20);
        Assert.AreEqual(tiny.Plan.ParameterCount, tiny.Factors.Factorization.CoefficientCount);
        tiny.Expand(1);
        Assert.IsGreaterThan(0, tiny.Features(TinyModel.Batch).Length, "it runs");

        void Check(string name, int rank, double alpha, int k, int l)
        {
            SitePlan site = sites[name];
            Assert.AreEqual((rank, alpha, k, l), (site.Rank, site.Alpha, site.NumBasisA, site.NumBasisB), name);
        }
    }

    [TestMethod]
    public void A_key_that_names_nothing_or_names_twice_is_refused()
    {
        SettingsException nothing = Refused(new AdapterConfig { TargetModules = { "mlp" }, RankPattern = { ["query"] = 2 } });
        Assert.Contains("Adapter.RankPattern holds 'query', which names no module", nothing.Message);
        SettingsException twice = Refused(new AdapterConfig { NumBasisAPattern = { ["mlp"] = 2, ["output.dense"] = 3 } });
        Assert.Contains("Adapter.NumBasisAPattern has two keys that name", twice.Message);

        static SettingsException Refused(AdapterConfig config)
        {
            using var tiny = new TinyModel(new AdapterConfig());
            return Assert.ThrowsExactly<SettingsException>(() => AdapterPlan.Resolve(config, tiny.Backbone.Sites));
        }
    }

    [TestMethod]
    public void Values_out_of_range_are_faults_of_the_options()
    {
        var faults = new OptionFaults();
        new AdapterConfig { RankPattern = { ["mlp"] = 0 }, AlphaPattern = { ["mlp"] = -1 }, NumBasisBPattern = { ["value"] = 0 } }.CollectFaults(faults);
        OptionsFault(faults, "Adapter.RankPattern has 0 for 'mlp'; it must be 1 to 4096");
        OptionsFault(faults, "Adapter.AlphaPattern has -1 for 'mlp'");
        OptionsFault(faults, "Adapter.NumBasisBPattern has 0 for 'value'");

        static void OptionsFault(OptionFaults faults, string text) => Assert.Contains(text, faults.ToString()!);
    }
}
