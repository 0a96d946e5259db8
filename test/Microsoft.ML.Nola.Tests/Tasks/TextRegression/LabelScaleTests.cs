using Microsoft.ML.Nola.Tasks.TextRegression;
using Microsoft.ML.Nola.Training;

namespace Microsoft.ML.Nola.Tests.Tasks.TextRegression;

[TestClass]
public sealed class LabelScaleTests
{
    [TestMethod]
    public void Labels_have_mean_0_and_deviation_1_as_they_are_trained()
    {
        LabelScale scale = Of([1, 2, 6], null);
        Assert.AreEqual(3, scale.Mean, 1e-12);
        Assert.AreEqual(Math.Sqrt(14 / 3.0), scale.Deviation, 1e-12);
        float[] standard = [scale.Standardize(1), scale.Standardize(2), scale.Standardize(6)];
        Assert.AreEqual(0, standard.Average(), 1e-6);
        Assert.AreEqual(1, standard.Average(static value => value * value), 1e-6);
    }

    [TestMethod]
    public void A_row_of_weight_2_counts_as_if_it_stood_there_twice()
    {
        LabelScale weighted = Of([1, 2, 6], [2, 1, 0]);
        LabelScale twice = Of([1, 1, 2], null);
        Assert.AreEqual(twice.Mean, weighted.Mean, 1e-12);
        Assert.AreEqual(twice.Deviation, weighted.Deviation, 1e-12);
    }

    /// <summary>Ten times 0.1 summed up is not 1.</summary>
    [TestMethod]
    public void One_value_is_its_own_mean_to_the_last_digit()
    {
        LabelScale scale = Of([.. Enumerable.Repeat(0.1f, 10), 7], [.. Enumerable.Repeat(0.3f, 10), 0]);
        Assert.IsTrue(scale.IsConstant);
        Assert.AreEqual(0.1f, (float)scale.Mean);
        Assert.AreEqual(0, scale.Standardize(0.1f));
        Assert.IsTrue(Of([], null).IsConstant, "a fit that was cancelled before its first row");
    }

    [TestMethod]
    public void A_restored_head_gives_labels_in_their_own_unit()
    {
        LabelScale scale = Of([100, 300], null);
        float[] head = scale.Restore([0.5f, -2, 0.25f]);
        CollectionAssert.AreEqual((float[])[50, -200, 225], head);
        CollectionAssert.AreEqual((float[])[0.5f, -2, 0.25f], scale.Standardize(head));
        Assert.AreEqual(100, scale.Restore(1), 1e-12);
    }

    private static LabelScale Of(float[] labels, float[]? weights) => LabelScale.Of(new TrainingSet<float>(null!, labels, weights));
}
