using Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

namespace Microsoft.ML.Nola.Tests.Tasks.TextGeneration.Metrics;

/// <summary>The rules by which words of the Penn Treebank are cut.</summary>
[TestClass]
public sealed class TreebankTokenizerTests
{
    [TestMethod]
    [DataRow("alimentum isn't family-friendly, it's in the centre.", "alimentum is n't family-friendly it 's in the centre")]
    [DataRow("they're here; we've left: i'd go, you'll stay, i'm off!", "they 're here we 've left i 'd go you 'll stay i 'm off")]
    [DataRow("can't cannot gonna", "ca n't can not gon na")]
    [DataRow("the kids\u2019 menu, aromi\u2019s \u201cspecial\u201d (cheap) \u2013 really\u2026", "the kids menu aromi 's special cheap really")]
    [DataRow("\u00a320-25 or $1,000.50, at 5:30, 3.5%", "\u00a3 20-25 or $ 1,000.50 at 5:30 3.5 %")]
    [DataRow("cheap food.it is at st. john's, in the u.s. or at www.aromi.com.", "cheap food it is at st. john 's in the u.s. or at www.aromi.com.")]
    [DataRow("it's o'clock -- 'quoted' - done...really", "it 's o'clock quoted done really")]
    [DataRow(" .,!? ", "")]
    [DataRow("", "")]
    public void Words_are_cut(string text, string expected) => Assert.AreEqual(expected, string.Join(' ', TreebankTokenizer.Tokenize(text)));
}
