using Microsoft.ML.Nola;
using Nola.Estimators.Tests.EndToEnd;

namespace Nola.Estimators.Tests.Reports;

/// <summary>What a fit says of itself, as a report needs it.</summary>
[TestClass]
public sealed class FitReportTests
{
    /// <summary>24 rows in batches of 8 are 3 steps an epoch, 6 in all; the rate falls by a sixth of its peak a step, and step 2 and 5 end the epochs.</summary>
    [TestMethod]
    public void Rates_are_those_of_the_last_step_of_the_epoch()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Training = new NolaTrainingOptions
        {
            Epochs = 2, BatchSize = 8, WarmupRatio = 0, LearningRate = 0.006, HeadLearningRate = 0.06, Schedule = LearningRateSchedule.Linear,
        };
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(24));
        NolaFitReport report = model.Report!;
        Assert.AreEqual(0.006 * 4 / 6, report.Epochs[0].LearningRate, 1e-12);
        Assert.AreEqual(0.006 * 1 / 6, report.Epochs[1].LearningRate, 1e-12);
        Assert.AreEqual(0.06 * 4 / 6, report.Epochs[0].HeadLearningRate, 1e-12);
        Assert.AreEqual("accuracy", report.MetricName);
        Assert.AreSame(model.Adapter, report.Adapter);
    }

    /// <summary>The backbone is two layers 32 wide over 201 words: 201 * 32 + 64 * 32 + 2 * 32 + 64, then a layer of 8,544 twice, then the pooler's 1,056.</summary>
    [TestMethod]
    public void The_numbers_of_the_backbone_are_counted()
    {
        using var fixture = new TinyFixture();
        using NolaTextClassificationTransformer model = fixture.Trainer().Fit(fixture.Keyed(12));
        int layer = (4 * ((32 * 32) + 32)) + (2 * 64) + (64 * 32) + 64 + (32 * 64) + 32;
        Assert.AreEqual((201 * 32) + (64 * 32) + (2 * 32) + 64 + (2 * layer) + (32 * 32) + 32, model.Report!.BackboneParameters);
    }

    [TestMethod]
    [DataRow(AdaptationMethod.Nola, "encoder.layer.0.intermediate.dense", 32)] // k + l of the fixture
    [DataRow(AdaptationMethod.LoRA, "encoder.layer.0.attention.self.query", 2 * (32 + 32))]
    [DataRow(AdaptationMethod.FullFineTuning, "encoder.layer.0.attention.self.query", (32 * 32) + 32)]
    public void Parameters_by_module_add_up(AdaptationMethod method, string path, int expected)
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Training.Epochs = 1;
        options.Adapter.Method = method;
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(12));
        AdapterInfo adapter = model.Adapter;
        Assert.AreEqual(expected, adapter.ParametersByModule.Single(module => module.Path == path).Parameters);
        Assert.AreEqual(adapter.AdapterParameters, adapter.ParametersByModule.Sum(static module => module.Parameters));
    }

    [TestMethod]
    public void A_probe_has_no_modules_and_no_rate_but_its_head_s()
    {
        using var fixture = new TinyFixture();
        NolaTextClassificationOptions options = fixture.Options();
        options.Adapter.Method = AdaptationMethod.LinearProbe;
        using NolaTextClassificationTransformer model = fixture.Trainer(options).Fit(fixture.Keyed(12));
        Assert.IsEmpty(model.Adapter.ParametersByModule);
        Assert.AreEqual(0, model.Report!.Epochs[0].LearningRate);
        Assert.IsGreaterThan(0, model.Report.Epochs[0].HeadLearningRate);
        Assert.DoesNotContain("adapter</span>", model.Report.ToHtml());
    }
}
