using Microsoft.ML.Nola.Columns;

namespace Nola.Estimators.Tests.Columns;

[TestClass]
public sealed class NearNamesTests
{
    [TestMethod]
    [DataRow("text", "Text", DisplayName = "letter case")]
    [DataRow("Txet", "Text", DisplayName = "letters swapped")]
    [DataRow("Cat", "Category", DisplayName = "a part")]
    [DataRow("review_text", "ReviewText", DisplayName = "marks between words")]
    [DataRow("Labl", "Label", DisplayName = "a letter left out")]
    public void A_name_that_was_meant_is_found(string name, string meant) =>
        Assert.AreEqual($"; the nearest name is '{meant}'", NearNames.Describe(name, ["Score", meant, "Number"]));

    [TestMethod]
    [DataRow("Sentiment")]
    [DataRow("Tag")]
    [DataRow("")]
    [DataRow("x")]
    public void A_name_that_is_far_from_all_is_not(string name) => Assert.AreEqual("", NearNames.Describe(name, ["Text", "Label", "Number"]));

    [TestMethod]
    public void Several_come_the_nearest_first_and_at_most_three() =>
        Assert.AreEqual(
            "; near names are 'Texts', 'Text1', 'Text2'", NearNames.Describe("texts", ["Text1", "Texts", "Text2", "TextX", "Other"]));
}
