using Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

namespace Microsoft.ML.Nola.Tests.Tasks.TextGeneration.Metrics;

/// <summary>Which words METEOR pairs, on examples small enough to see the best pairs.</summary>
[TestClass]
public sealed class MeteorAlignerTests
{
    [TestMethod]
    [DataRow("the cat sat", "on the mat", 1, 1, DisplayName = "one word")]
    [DataRow("a b c d", "c d a b", 4, 2, DisplayName = "two runs in another order")]
    [DataRow("the the the", "the", 1, 1, DisplayName = "a word has one partner")]
    [DataRow("a x a b", "a b", 2, 1, DisplayName = "of equal words the one that makes fewer chunks")]
    [DataRow("a b", "c d", 0, 0, DisplayName = "nothing")]
    [DataRow("", "a", 0, 0, DisplayName = "no output")]
    [DataRow("running", "runs", 1, 1, DisplayName = "equal stems")]
    [DataRow("runs running", "running", 1, 1, DisplayName = "equal words go before equal stems")]
    public void The_best_pairs_are_found(string output, string reference, int matches, int chunks)
    {
        var words = new WordTable();
        int[] outputWords = words.Add(Cut(output));
        int[] referenceWords = words.Add(Cut(reference));
        var stems = new WordTable();
        Assert.AreEqual((matches, chunks), MeteorAligner.Align(outputWords, referenceWords, word => stems.Add([EnglishStemmer.Stem(words[word])])[0]));
    }

    /// <summary>A long text of few words has pairs without number; the beam keeps the work in bounds.</summary>
    [TestMethod]
    public void Texts_that_repeat_a_word_do_not_explode()
    {
        int[] output = new int[400];
        int[] reference = [.. Enumerable.Repeat(0, 300), 1];
        Assert.AreEqual((300, 1), MeteorAligner.Align(output, reference, static word => word));
    }

    private static string[] Cut(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
