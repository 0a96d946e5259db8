using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Nola.Tasks.BinaryTextClassification;
using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Nola.Tasks.ImageClassification;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tests.Tasks.Classification;

[TestClass]
public sealed class TextClassifierDefaultsTests
{
    [TestMethod]
    [DataRow(AdaptationMethod.Nola, 200, 2, 10)]
    [DataRow(AdaptationMethod.Nola, 99, 2, 20)]
    [DataRow(AdaptationMethod.Nola, 770, 77, 20)]
    [DataRow(AdaptationMethod.LoRA, 200, 2, 10)]
    [DataRow(AdaptationMethod.LoRA, 99, 2, 20)]
    [DataRow(AdaptationMethod.VeRA, 200, 2, 10)]
    [DataRow(AdaptationMethod.UniLoRA, 200, 2, 10)]
    [DataRow(AdaptationMethod.LinearProbe, 200, 2, 20)]
    [DataRow(AdaptationMethod.FullFineTuning, 200, 2, 20)]
    public void An_adapter_passes_over_many_rows_of_a_class_half_as_often(AdaptationMethod method, int rows, int classes, int expected) =>
        Assert.AreEqual(expected, new ClassificationTask(classes).Defaults(method, rows).MostEpochs);

    [TestMethod]
    [DataRow(AdaptationMethod.Nola, 200, 2, 2e-3)]
    [DataRow(AdaptationMethod.Nola, 499, 77, 2e-3)]
    [DataRow(AdaptationMethod.Nola, 500, 2, null)]
    [DataRow(AdaptationMethod.LoRA, 200, 2, null)]
    public void Nola_learns_from_few_rows_at_a_lower_rate(AdaptationMethod method, int rows, int classes, double? expected) =>
        Assert.AreEqual(expected, new ClassificationTask(classes).Defaults(method, rows).LearningRate);

    [TestMethod]
    [DataRow(AdaptationMethod.Nola, 200, 2, 2e-3)]
    [DataRow(AdaptationMethod.Nola, 99, 2, null)]
    [DataRow(AdaptationMethod.Nola, 499, 77, null)]
    [DataRow(AdaptationMethod.Nola, 500, 2, null)]
    [DataRow(AdaptationMethod.LoRA, 200, 2, null)]
    public void Nolas_head_learns_from_few_rows_of_full_classes_at_a_lower_rate(
        AdaptationMethod method, int rows, int classes, double? expected) =>
        Assert.AreEqual(expected, new ClassificationTask(classes).Defaults(method, rows).HeadLearningRate);

    [TestMethod]
    public void A_head_of_one_output_keeps_its_rate_and_has_the_other_rules()
    {
        Assert.AreEqual(10, Defaults(100).MostEpochs);
        Assert.AreEqual(20, Defaults(99).MostEpochs);
        Assert.AreEqual(2e-3, Defaults(200).LearningRate);
        Assert.IsNull(Defaults(200).HeadLearningRate);

        static TrainingDefaults Defaults(int rows) => new BinaryTextClassificationTask().Defaults(AdaptationMethod.Nola, rows);
    }

    [TestMethod]
    public void Images_have_rules_of_their_own()
    {
        TrainingDefaults defaults = new ImageClassificationTask(2, LossSettings.Plain).Defaults(AdaptationMethod.Nola, 200);
        Assert.AreEqual(new TrainingDefaults { LearningRate = 5e-3 }, defaults);
    }
}
