using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.Unigram;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.Unigram;

[TestClass]
public sealed class UnigramModelTests
{
    [TestMethod]
    [DataRow("unigram-small")]
    [DataRow("unigram-precompiled-small")]
    public void Every_shared_case_matches(string name)
    {
        TokenizerCase[] cases = TokenizerCase.Load(Repository.Shared("fixtures", "tokenizers", $"{name}.jsonl"));
        IReadOnlyList<string> wrong = TokenizerCase.FindWrong(TextTokenizer.FromFolder(Repository.Shared("fixtures", "tokenizers", name)), cases);
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.HasCount(213, cases);
    }

    [TestMethod]
    public void The_best_sum_of_scores_counts_and_of_equal_ones_the_first_found()
    {
        UnigramModel model = Read("""["<unk>",0],["a",-1],["b",-1],["ab",-2],["aba",-2.5],["c",-9]""", "");
        // a + b and ab are alike: a + b ends in a piece that begins later, ab is found first.
        AssertIds(model, "ab", [3]);
        AssertIds(model, "aba", [4]);
        AssertIds(model, "abab", [4, 2]);
    }

    [TestMethod]
    public void An_unknown_stretch_is_one_token_and_its_length_all_of_it()
    {
        UnigramModel model = Read("""["<unk>",0],["a",-1]""", "");
        AssertIds(model, "a\u00E9\U0001F600a", [1, 0, 1]);
        List<int> lengths = [];
        model.Append("a\u00E9\U0001F600a", 10, [], lengths);
        CollectionAssert.AreEqual((int[])[1, 3, 1], lengths);
    }

    [TestMethod]
    public void An_unknown_stretch_is_given_in_bytes_if_there_is_a_token_for_each()
    {
        const string Bytes = """["<unk>",0],["a",-1],["<0xC3>",-5],["<0xA9>",-5]""";
        AssertIds(Read(Bytes, ""","byte_fallback":true"""), "a\u00E9", [1, 2, 3]);
        AssertIds(Read(Bytes, ""","byte_fallback":true"""), "a\u00E8", [1, 0]);
        AssertIds(Read(Bytes, ""), "a\u00E9", [1, 0]);
        List<int> lengths = [];
        Read(Bytes, ""","byte_fallback":true""").Append("a\u00E9", 10, [], lengths);
        CollectionAssert.AreEqual((int[])[1, 0, 1], lengths);
    }

    [TestMethod]
    public void Long_words_are_encoded_whole()
    {
        UnigramModel model = Read("""["<unk>",0],["a",-1],["aa",-1.5]""", "");
        AssertIds(model, new string('a', 2001), [1, .. Enumerable.Repeat(2, 1000)]);
    }

    [TestMethod]
    public void Tokens_are_found_by_text_and_by_id()
    {
        UnigramModel model = Read("""["<unk>",0],["a",-1]""", "");
        Assert.AreEqual((2, (int?)0, (int?)1, (int?)null), (model.VocabularySize, model.UnknownId, model.IdOf("a"), model.IdOf("b")));
        Assert.AreEqual(("a", null, null), (model.TokenOf(1), model.TokenOf(2), model.TokenOf(-1)));
    }

    [TestMethod]
    [DataRow("""{"vocab":[],"unk_id":0}""", "is empty")]
    [DataRow("""{"vocab":[["a"]],"unk_id":0}""", "not a string with a number")]
    [DataRow("""{"vocab":[["a",null]],"unk_id":0}""", "not a number")]
    [DataRow("""{"vocab":[["a",1e999]],"unk_id":0}""", "not a number")]
    [DataRow("""{"vocab":[["a",0]],"unk_id":1}""", "from 0 to 0")]
    public void Faulty_models_are_refused(string json, string cause) =>
        Assert.Contains(cause, Assert.ThrowsExactly<CorruptModelException>(() => UnigramModel.Read(Parse(json))).Message);

    [TestMethod]
    public void A_model_that_has_no_unknown_token_is_refused() =>
        Assert.Contains("unk_id", Assert.ThrowsExactly<NolaCompatibilityException>(() => UnigramModel.Read(Parse("""{"vocab":[["a",0]]}"""))).Message);

    private static UnigramModel Read(string pieces, string settings) => UnigramModel.Read(Parse($$"""{"vocab":[{{pieces}}],"unk_id":0{{settings}}}"""));

    private static JsonSettings Parse(string json) => JsonSettings.Parse(Encoding.UTF8.GetBytes(json), "tokenizer.json");

    private static void AssertIds(UnigramModel model, string word, int[] expected)
    {
        List<int> ids = [];
        model.Append(word, long.MaxValue, ids, null);
        CollectionAssert.AreEqual(expected, ids, word);
    }
}
