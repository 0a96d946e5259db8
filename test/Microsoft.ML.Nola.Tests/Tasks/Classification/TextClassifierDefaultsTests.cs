using Microsoft.ML.Nola.Tasks;
using Microsoft.ML.Nola.Tasks.BinaryTextClassification;
using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Nola.Tasks.ImageClassification;

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
        Assert.AreEqual(expected, new ClassificationTask(classes).MostEpochs(method, rows));

    [TestMethod]
    [DataRow(AdaptationMethod.Nola, 200, 2, 2e-3)]
    [DataRow(AdaptationMethod.Nola, 499, 77, 2e-3)]
    [DataRow(AdaptationMethod.Nola, 500, 2, null)]
    [DataRow(AdaptationMethod.LoRA, 200, 2, null)]
    public void Nola_learns_from_few_rows_at_a_lower_rate(AdaptationMethod method, int rows, int classes, double? expected) =>
        Assert.AreEqual(expected, new ClassificationTask(classes).LearningRate(method, rows));

    [TestMethod]
    public void Texts_of_two_classes_have_the_rule_and_images_have_not()
    {
        Assert.AreEqual(10, new BinaryTextClassificationTask().MostEpochs(AdaptationMethod.Nola, 100));
        Assert.AreEqual(20, new BinaryTextClassificationTask().MostEpochs(AdaptationMethod.Nola, 99));
        Assert.AreEqual(20, new ImageClassificationTask(2, LossSettings.Plain).MostEpochs(AdaptationMethod.Nola, 200));
        Assert.AreEqual(2e-3, new BinaryTextClassificationTask().LearningRate(AdaptationMethod.Nola, 99));
        Assert.AreEqual(5e-3, new ImageClassificationTask(2, LossSettings.Plain).LearningRate(AdaptationMethod.Nola, 99));
    }
}
