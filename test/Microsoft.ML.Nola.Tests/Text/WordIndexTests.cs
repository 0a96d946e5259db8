using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.WordPiece;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>The word, among those that white space separates, that each id comes from.</summary>
[TestClass]
public sealed class WordIndexTests
{
    private const string Vocab = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ndon\n'\nt\npa\n##ris\n.\nnew york\n中\n";

    [TestMethod]
    [DataRow("don't paris.", "-1 0 0 0 1 1 1 -1")]
    [DataRow("  don\tt\n\n[MASK]t .. ", "-1 0 1 2 2 3 3 -1")]
    [DataRow("\u00A0don\u3000中中 t", "-1 0 1 1 2 -1")]
    [DataRow("don \0 t", "-1 0 2 -1")]
    [DataRow("t[MASK] [MASK] zzz", "-1 0 0 1 2 -1")]
    [DataRow("a new york", "-1 0 1 -1")]
    [DataRow("anew yorkt t", "-1 0 0 1 2 -1")]
    [DataRow("", "-1 -1")]
    public void Each_id_has_the_index_of_its_word(string text, string expected)
    {
        TextTokenizer tokenizer = Create("""{"additional_special_tokens":["new york"]}""");
        List<int> ids = [];
        List<int> words = [];
        Assert.AreEqual(words.Count, tokenizer.Encode(text, null, 128, ids, null, words, out bool truncated) - ids.Count);
        Assert.AreEqual(expected, string.Join(' ', words));
        Assert.IsFalse(truncated);
        CollectionAssert.AreEqual(tokenizer.Encode(text).Ids.ToArray(), ids);
    }

    [TestMethod]
    public void Words_of_a_pair_are_cut_with_it_and_count_from_0_again()
    {
        List<int> ids = [7];
        List<int> words = [7];
        List<int> typeIds = [7];
        Assert.AreEqual(8, Create().Encode("don't paris", "t paris", 8, ids, typeIds, words, out bool truncated));
        Assert.IsTrue(truncated);
        Assert.AreEqual("7 -1 0 0 0 -1 0 1 -1", string.Join(' ', words));
        Assert.AreEqual("7 2 5 6 7 3 7 8 3", string.Join(' ', ids));
        Assert.AreEqual("7 0 0 0 0 0 1 1 1", string.Join(' ', typeIds));
    }

    [TestMethod]
    public void Ids_are_the_same_whether_words_are_asked_for_or_not()
    {
        TextTokenizer tokenizer = TextTokenizer.FromFolder(Path.Combine(Repository.Root, "models", "minilm"));
        List<int> ids = [];
        List<int> words = [];
        foreach (string text in UnicodeTexts.Generate(20270306, 500))
        {
            foreach (int length in new[] { 5, 512 })
            {
                ids.Clear();
                words.Clear();
                tokenizer.Encode(text, text, length, ids, null, words, out _);
                CollectionAssert.AreEqual(tokenizer.Encode(text, text, length).Ids.ToArray(), ids);
                Assert.HasCount(ids.Count, words);
            }
        }
    }

    [TestMethod]
    public void Who_does_not_ask_for_words_pays_nothing_for_them()
    {
        TextTokenizer tokenizer = Create();
        List<int> ids = new(1000);
        List<int> typeIds = new(1000);
        List<int> words = new(1000);
        Measure(asks: false);
        Measure(asks: true);
        Assert.IsLessThan(Measure(asks: true), Measure(asks: false));

        long Measure(bool asks)
        {
            ids.Clear();
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = asks ? tokenizer.Encode("don't t", null, 128, ids, typeIds, words, out _) : tokenizer.Encode("don't t", null, 128, ids, typeIds, out _);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [TestMethod]
    public void A_token_of_several_words_that_is_normalised_is_refused_if_words_are_asked_for()
    {
        TextTokenizer tokenizer = Create("""{"added_tokens_decoder":{"11":{"content":"new york","normalized":true}}}""");
        CollectionAssert.AreEqual(new[] { 2, 11, 3 }, tokenizer.Encode("New York").Ids.ToArray());
        Assert.ThrowsExactly<NolaCompatibilityException>(() => tokenizer.Encode("t", null, 128, [], null, [], out _));
    }

    private static TextTokenizer Create(string? settings = null) => TextTokenizer.Create(
        Vocabulary.Parse(Encoding.UTF8.GetBytes(Vocab), "vocab.txt"),
        settings is null ? null : JsonSettings.Parse(Encoding.UTF8.GetBytes(settings), "tokenizer_config.json"));
}
