using Microsoft.ML.Nola.Columns;

namespace Nola.Estimators.Tests.Columns;

[TestClass]
public sealed class NearNamesTests
{
    [TestMethod]
    [DataRow("label", "Label")]
    [DataRow("Lable", "Label")]
    [DataRow("Sentence", "Sentence1")]
    [DataRow("Predicted", "PredictedLabel")]
    [DataRow("Tag", "")]
    [DataRow("x", "")]
    public void Names_that_may_have_been_meant_are_found(string wrong, string expected) =>
        Assert.AreEqual(expected, string.Join(' ', NearNames.Find(wrong, ["Label", "Sentence1", "PredictedLabel", "Ab"])));
}
