using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tests.Adapters;

namespace Microsoft.ML.Nola.Tests.Models;

/// <summary>Settings that are valid and far outside of what has been seen to work. The tiny backbone's maps are 32 to 64 wide.</summary>
[TestClass]
public sealed class FarSettingsTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, 0.1, null, "Training.LearningRate is 0.1, and text classifiers have lost two to three points")]
    [DataRow(AdaptationMethod.Nola, 3e-2, null, "at 0.03 and learnt nothing at 0.1 with Nola: leave it unset, which is 0.003, or set less")]
    [DataRow(AdaptationMethod.Nola, 2.9e-2, null, null)]
    [DataRow(AdaptationMethod.Nola, 3e-2, 2e-2, null)]
    [DataRow(AdaptationMethod.Nola, 4e-2, 2e-2, "leave it unset, which is 0.02, or set less")]
    [DataRow(AdaptationMethod.FullFineTuning, 1e-3, null, "text classifiers have diverged at 0.001 with FullFineTuning: leave it unset, which is 5E-05")]
    [DataRow(AdaptationMethod.FullFineTuning, 9e-4, null, null)]
    [DataRow(AdaptationMethod.Nola, null, null, null)]
    [DataRow(AdaptationMethod.LinearProbe, 10.0, null, null)]
    public void A_rate_that_has_been_seen_to_fail_is_said(AdaptationMethod method, double? rate, double? taskRate, string? warning) =>
        Check(new AdapterConfig { Method = method }, rate, taskRate, warning is null ? [] : [warning]);

    [TestMethod]
    public void More_bases_than_entries_are_said_once_a_setting()
    {
        const string OfA = "bases of the factor A of 'encoder.layer.0.intermediate.dense', which has 64 entries: more bases than entries add nothing";
        const string OfB = "bases of the factor B of 'encoder.layer.0.output.dense', which has 64 entries";
        Check(new AdapterConfig { Rank = 2, NumBasisA = 64, NumBasisB = 64 });
        Check(new AdapterConfig { Rank = 2, NumBasisA = 65, NumBasisB = 64 }, "Adapter.NumBasisA makes 65 " + OfA);
        Check(
            new AdapterConfig { Rank = 2, NumBasisA = 1000, NumBasisB = 1000 },
            "Adapter.NumBasisA makes 1,000 " + OfA, "Adapter.NumBasisB makes 1,000 " + OfB);
        Check(new AdapterConfig { Rank = 2, ParameterBudget = 1000 }, "Adapter.ParameterBudget makes 112 " + OfA);
        Check(new AdapterConfig { Rank = 2, NumBasisA = 64, ParameterBudget = 1000 }, "Adapter.ParameterBudget makes 112 " + OfB);
        Check(
            new AdapterConfig { Rank = 2, NumBasisA = 64, NumBasisB = 64, NumBasisBPattern = { ["mlp-out"] = 70 } },
            "Adapter.NumBasisB makes 70 " + OfB);
        Check(new AdapterConfig { Rank = 1, TargetModules = { "mlp-in" } });
        Check(new AdapterConfig { Method = AdaptationMethod.LoRA, NumBasisA = 1000 });
    }

    private static void Check(AdapterConfig config, params string[] warnings) => Check(config, null, null, warnings);

    private static void Check(AdapterConfig config, double? rate, double? taskRate, string[] warnings)
    {
        using var tiny = new TinyModel(new AdapterConfig());
        AdapterPlan plan = AdapterPlan.Resolve(config, tiny.Backbone);
        string[] said = [.. FarSettings.Find(config, new NolaTrainingOptions { LearningRate = rate }, plan, taskRate)];
        Assert.HasCount(warnings.Length, said, string.Join('\n', said));
        foreach ((string expected, string actual) in warnings.Zip(said))
        {
            Assert.Contains(expected, actual);
        }
    }
}
