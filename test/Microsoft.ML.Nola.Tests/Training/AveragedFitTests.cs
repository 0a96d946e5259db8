using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;
using Microsoft.ML.Nola.Tests.Adapters;
using Microsoft.ML.Nola.Training;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Training;

/// <summary>
/// Fits that keep the mean of their last steps. With one step an epoch and a constant rate, shorter fits are the beginnings of longer ones, so the mean is made of them.
/// </summary>
[TestClass]
public sealed class AveragedFitTests
{
    private const int Rows = 12;

    [TestMethod]
    [DataRow(AdaptationMethod.Nola)]
    [DataRow(AdaptationMethod.LoRA)]
    [DataRow(AdaptationMethod.FullFineTuning)]
    public void A_fit_keeps_the_mean_of_its_last_steps(AdaptationMethod method)
    {
        using var guard = new TensorGuard();
        float[][] ends = [.. Enumerable.Range(3, 2).Select(epochs => Fit(method, epochs, averagingRatio: 0).Numbers)];
        float[] actual = Fit(method, epochs: 4, averagingRatio: 0.5).Numbers;
        Assert.IsGreaterThan(1e-4f, ends[0].Zip(ends[1], static (x, y) => Math.Abs(x - y)).Max(), "the steps differ, or this test shows nothing");
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.AreEqual((ends[0][i] + ends[1][i]) / 2, actual[i], 1e-6f, $"number {i}");
        }
    }

    /// <summary>What validation rows measure is what would be kept, and measuring changes nothing of what is learnt.</summary>
    [TestMethod]
    public void Validation_measures_the_mean()
    {
        using var guard = new TensorGuard();
        (float[] measured, NolaFitReport report) = Fit(AdaptationMethod.Nola, epochs: 4, averagingRatio: 1, validates: true);
        CollectionAssert.AreEqual(Fit(AdaptationMethod.Nola, report.BestEpoch!.Value, averagingRatio: 1).Numbers, measured, "the mean up to the best epoch");
        (_, NolaFitReport plain) = Fit(AdaptationMethod.Nola, epochs: 4, averagingRatio: 0, validates: true);
        Assert.AreEqual(plain.Epochs[0].ValidationLoss, report.Epochs[0].ValidationLoss, "the mean of one step is that step");
        Assert.AreNotEqual(plain.Epochs[3].ValidationLoss, report.Epochs[3].ValidationLoss);
        CollectionAssert.AreEqual(plain.Epochs.Select(static epoch => epoch.Loss).ToArray(), report.Epochs.Select(static epoch => epoch.Loss).ToArray());
    }

    private static (float[] Numbers, NolaFitReport Report) Fit(AdaptationMethod method, int epochs, double averagingRatio, bool validates = false)
    {
        using var tiny = new TinyModel(
            new AdapterConfig { Method = method, Rank = 2, NumBasisA = 16, NumBasisB = 16 }, write: static folder => TinyBackbone.Write(folder, hidden: 64, layers: 2));
        var options = new NolaTrainingOptions
        {
            Epochs = epochs, BatchSize = Rows, Schedule = LearningRateSchedule.Constant, WarmupRatio = 0, LearningRate = 0.01, AveragingRatio = averagingRatio,
        };
        TrainingPlan plan = TrainingPlan.Resolve(options, Method.Of(method), dropout: 0, Rows, defaultSeed: 3);
        using var trainer = new Trainer<bool[]>(tiny.Model, new MultiLabelTextClassificationTask(3, 0.5f), plan, new FitCallbacks());
        TrainingOutcome outcome = trainer.Run(Label(new RandomRows(Rows)), validates ? Label(new RandomRows(8)) : null, 0, 0);
        return ([.. outcome.Coefficients, .. outcome.Head], outcome.CreateReport(new AdapterInfo(), 0));
    }

    private static TrainingSet<bool[]> Label(RandomRows rows) =>
        new(rows, [.. Enumerable.Range(0, rows.Count).Select(static row => (bool[])[row % 2 == 0, row % 3 == 0, row % 5 < 2])]);
}
