using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tests.Text;

[TestClass]
public sealed class PieceTrieTests
{
    [TestMethod]
    public void Pieces_are_found_and_nothing_else()
    {
        Random random = new(5);
        string[] pieces = [.. Enumerable.Range(0, 3000).Select(_ => new string([.. Enumerable.Range(0, random.Next(5)).Select(_ => (char)random.Next('a', 'z'))]))];
        PieceTrie trie = new(pieces);
        foreach (string text in pieces.Concat(Enumerable.Range(0, 3000).Select(_ => new string([.. Enumerable.Range(0, 4).Select(_ => (char)random.Next('a', 'z'))]))))
        {
            // The last of equal ones counts; an empty one is none.
            Assert.AreEqual(text.Length == 0 ? PieceTrie.None : Array.LastIndexOf(pieces, text), trie.Find(text), text);
        }
    }

    [TestMethod]
    public void A_trie_of_nothing_finds_nothing()
    {
        Assert.AreEqual(PieceTrie.None, new PieceTrie([]).Find("a"));
        Assert.AreEqual(PieceTrie.None, new PieceTrie([""]).Find(""));
    }
}
