using Microsoft.ML.Nola.Adapters.Methods;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tests.Training;

[TestClass]
public sealed class TrainingPlanTests
{
    [TestMethod]
    [DataRow(null, 20)]
    [DataRow(2, 2)]
    public void Accumulation_over_a_whole_epoch_gives_one_step_an_epoch(int? epochs, int expected)
    {
        TrainingPlan plan = TrainingPlan.Resolve(
            new NolaTrainingOptions { Epochs = epochs, GradientAccumulationSteps = int.MaxValue }, Method.Of(AdaptationMethod.Nola), 0, rows: 100,
            defaultSeed: 0);
        Assert.AreEqual(1, plan.StepsPerEpoch);
        Assert.AreEqual(7, plan.BatchesPerStep);
        Assert.AreEqual(expected, plan.Steps);
    }

    [TestMethod]
    [DataRow(200, 10)]
    [DataRow(2000, 4)]
    public void A_task_may_want_fewer_epochs(int rows, int expected) => Assert.AreEqual(
        expected, Resolve(new NolaTrainingOptions(), rows, new TrainingDefaults { MostEpochs = 10 }).Epochs);

    [TestMethod]
    public void A_task_may_want_other_rates_and_what_is_set_comes_first()
    {
        var defaults = new TrainingDefaults { LearningRate = 1e-4, HeadLearningRate = 2e-4 };
        TrainingPlan ofTask = Resolve(new NolaTrainingOptions(), 100, defaults);
        Assert.AreEqual((1e-4, 2e-4), (ofTask.LearningRate, ofTask.HeadLearningRate));
        TrainingPlan ofUser = Resolve(new NolaTrainingOptions { LearningRate = 3e-4, HeadLearningRate = 4e-4 }, 100, defaults);
        Assert.AreEqual((3e-4, 4e-4), (ofUser.LearningRate, ofUser.HeadLearningRate));
    }

    [TestMethod]
    public void Each_method_has_rates_of_its_own()
    {
        double Rate(AdaptationMethod method) => TrainingPlan.Resolve(new NolaTrainingOptions(), Method.Of(method), 0, rows: 100, defaultSeed: 0).LearningRate;
        Assert.AreEqual(3e-3, Rate(AdaptationMethod.Nola));
        Assert.AreEqual(5e-5, Rate(AdaptationMethod.FullFineTuning));
    }

    private static TrainingPlan Resolve(NolaTrainingOptions options, int rows, TrainingDefaults defaults) =>
        TrainingPlan.Resolve(options, Method.Of(AdaptationMethod.Nola), 0, rows, defaultSeed: 0, defaults);
}
