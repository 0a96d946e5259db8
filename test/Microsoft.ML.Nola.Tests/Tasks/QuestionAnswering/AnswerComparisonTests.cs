using Microsoft.ML.Nola.Tasks.QuestionAnswering;

namespace Microsoft.ML.Nola.Tests.Tasks.QuestionAnswering;

/// <summary>Computed by hand from the definition: lower case, no ASCII punctuation, no a, an, the; F1 over the words that are left.</summary>
[TestClass]
public sealed class AnswerComparisonTests
{
    [TestMethod]
    [DataRow("France", "france.", true, 1.0)]
    [DataRow("The  10th and\n11th centuries", "10th and 11th centuries", true, 1.0)]
    [DataRow("in the 10th and 11th centuries", "10th and 11th centuries", false, 8.0 / 9, DisplayName = "4 of 5 and 4 of 4")]
    [DataRow("Denmark", "Denmark, Iceland and Norway", false, 2.0 / 5)]
    [DataRow("to to be", "to be be", false, 4.0 / 6, DisplayName = "a word counts as often as both have it")]
    [DataRow("well-known", "wellknown", true, 1.0)]
    [DataRow("well known", "well-known", false, 0.0)]
    [DataRow("the", "a", true, 1.0)]
    [DataRow("", "", true, 1.0)]
    [DataRow("", "x", false, 0.0)]
    [DataRow("x", "the", false, 0.0)]
    [DataRow("theatre", "atre", false, 0.0, DisplayName = "an article is a word")]
    [DataRow("the\u2014end", "\u2014end", true, 1.0, DisplayName = "which other punctuation ends")]
    [DataRow("\u00C9COLE", "\u00E9cole", true, 1.0)]
    public void Answers_are_compared_as_the_script_of_SQuAD_does(string predicted, string accepted, bool isExact, double f1)
    {
        (bool foundExact, double foundF1) = AnswerComparison.Compare(predicted, accepted);
        Assert.AreEqual(isExact, foundExact);
        Assert.AreEqual(f1, foundF1, 1e-12);
        Assert.AreEqual((isExact, foundF1), AnswerComparison.Compare(accepted, predicted));
    }
}
