using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Estimators.Tests.Contracts;
using Nola.Testing;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>Uni-LoRA and VeRA as stages.</summary>
[TestClass]
public sealed class RivalMethodTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.UniLoRA)]
    [DataRow(AdaptationMethod.VeRA)]
    public void A_stage_is_like_any_other(AdaptationMethod method)
    {
        using var fixture = new TinyFixture();
        fixture.Context.SetNolaOptions(new NolaEnvironmentOptions { BackboneFolders = { fixture.BackboneFolder } });
        new EstimatorContract(fixture.Context, fixture.Trainer(Options(fixture, method)), fixture.Keyed(21)) { Scoring = fixture.Data(9) }.Check();
    }

    [TestMethod]
    [DataRow(AdaptationMethod.UniLoRA, 100, "UNILORA_SEEDED")]
    [DataRow(AdaptationMethod.VeRA, 4 * (16 + 32), "VERA_SEEDED")]
    public void It_learns_with_as_many_numbers_as_it_says(AdaptationMethod method, int parameters, string type)
    {
        using var fixture = new TinyFixture();
        using var guard = new TensorGuard();
        IDataView data = fixture.Keyed(24);
        using NolaTextClassificationTransformer probe = fixture.Trainer(Options(fixture, AdaptationMethod.LinearProbe)).Fit(data);
        using NolaTextClassificationTransformer fitted = fixture.Trainer(Options(fixture, method)).Fit(data);
        Assert.AreEqual(parameters, fitted.Adapter.AdapterParameters);
        Assert.AreEqual(parameters, fitted.Adapter.ParametersByModule.Sum(static module => module.Parameters));
        Assert.IsLessThan(probe.Report!.Epochs[^1].Loss, fitted.Report!.Epochs[^1].Loss, "more than the head learns");
        using var folder = new TemporaryFolder();
        fitted.SaveAdapter(folder.Path);
        Assert.Contains($"\"peft_type\": \"{type}\"", File.ReadAllText(folder.File("adapter_config.json")));
    }

    private static NolaTextClassificationOptions Options(TinyFixture fixture, AdaptationMethod method)
    {
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter = new AdapterConfig { Method = method };
        if (method == AdaptationMethod.VeRA)
        {
            options.Adapter.Rank = 16;
        }
        else if (method == AdaptationMethod.UniLoRA)
        {
            options.Adapter.ParameterBudget = 100;
        }

        options.Training = new NolaTrainingOptions { Epochs = 8, BatchSize = 8, LearningRate = method == AdaptationMethod.LinearProbe ? null : 3e-2 };
        return options;
    }
}
