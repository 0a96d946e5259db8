using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Models.Starts;

namespace Microsoft.ML.Nola.Tests.Models.Starts;

[TestClass]
public sealed class HeadTransferTests
{
    private static readonly HeadTensor[] Known = [new("head.weight", [2, 3], [1, 2, 3, 4, 5, 6]), new("head.bias", [2], [7, 8])];

    [TestMethod]
    public void Classes_are_found_by_name_and_new_ones_start_as_they_are()
    {
        float[] values = Fill(classes: 3, ["b", "new", "a"], ["a", "b"]);
        CollectionAssert.AreEqual(new float[] { 4, 5, 6, 0, 0, 0, 1, 2, 3, 8, 0, 7 }, values);
    }

    [TestMethod]
    public void Without_names_the_first_classes_are_the_same()
    {
        float[] values = Fill(classes: 3, outputs: null, known: ["a", "b"]);
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6, 0, 0, 0, 7, 8, 0 }, values);
    }

    [TestMethod]
    public void Two_classes_are_the_logit_of_the_second()
    {
        var values = new float[4];
        HeadTransfer.Fill([("head.weight", [1, 3]), ("head.bias", [1])], values, new StartValues { Head = Known, Outputs = ["NEGATIVE", "POSITIVE"] }, null);
        CollectionAssert.AreEqual(new float[] { 3, 3, 3, 1 }, values);
    }

    [TestMethod]
    public void Fewer_classes_without_names_are_refused()
    {
        var tensors = new HeadTensor[] { new("head.weight", [3, 1], [1, 2, 3]) };
        SettingsException fault = Assert.Throws<SettingsException>(
            () => HeadTransfer.Fill([("head.weight", [2, 1])], new float[2], new StartValues { Head = tensors }, null));
        StringAssert.Contains(fault.Message, "3 classes and the label has 2");
    }

    /// <summary>The one output of a binary classifier is no class among several.</summary>
    [TestMethod]
    public void A_head_of_another_kind_is_left_alone()
    {
        var start = new StartValues { Head = [new HeadTensor("head.weight", [1, 3], [1, 2, 3])] };
        var values = new float[6];
        HeadTransfer.Fill([("head.weight", [2, 3])], values, start, null);
        CollectionAssert.AreEqual(new float[6], values);
    }

    private static float[] Fill(int classes, IReadOnlyList<string>? outputs, IReadOnlyList<string>? known)
    {
        var values = new float[classes * 4];
        HeadTransfer.Fill([("head.weight", [classes, 3]), ("head.bias", [classes])], values, new StartValues { Head = Known, Outputs = known }, outputs);
        return values;
    }
}
