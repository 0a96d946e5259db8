using Microsoft.ML.Nola.Generation;

namespace Microsoft.ML.Nola.Tests.Generation;

[TestClass]
public sealed class StopStringsTests
{
    [TestMethod]
    [DataRow("one two three", 0, 4)]
    [DataRow("one two three", 5, 8)]
    [DataRow("no such word", 0, -1)]
    [DataRow("", 0, -1)]
    [DataRow("three two", 0, 0, DisplayName = "the first in the text, not in the list")]
    public void The_first_one_in_the_text_is_found(string text, int from, int at) => Assert.AreEqual(at, new StopStrings(["two", "three"]).Find(text, from));

    [TestMethod]
    [DataRow("abc", 0)]
    [DataRow("abc E", 1)]
    [DataRow("abc EN", 2)]
    [DataRow("abc \n", 1)]
    [DataRow("EEN", 2)]
    [DataRow("EN\n", 1)]
    public void What_may_become_one_is_held_back(string text, int held) => Assert.AreEqual(held, new StopStrings(["END", "\n\nQ"]).CountHeldBack(text));

    [TestMethod]
    public void None_hold_nothing_back()
    {
        StopStrings none = new([]);
        Assert.IsFalse(none.Any);
        Assert.AreEqual(0, none.CountHeldBack("text"));
        Assert.AreEqual(-1, none.Find("text", 0));
    }
}
