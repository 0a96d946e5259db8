using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.WordPiece;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text;

[TestClass]
public sealed class TextTokenizerTests
{
    //                                0       1       2       3       4        5   6   7   8      9     10     11   12
    private const string Vocab = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\n##b\nlong\n##er\n##.\n.\n中\né\nA\n𝔸\n##𝔸\ni\n##\u0307\nn't\n,\n##'m\n";

    private static readonly TextTokenizer Tokenizer = Create();

    [TestMethod]
    public void The_tokenizer_of_a_backbone_is_that_of_its_folder()
    {
        string folder = Path.Combine(Repository.Root, "models", "minilm");
        CollectionAssert.AreEqual(
            TextTokenizer.FromFolder(folder).Encode("Where is my card?").Ids.ToArray(),
            TextTokenizer.FromBackbone(BackboneReference.FromFolder(folder)).Encode("Where is my card?").Ids.ToArray());
        Assert.ThrowsExactly<ArgumentNullException>(static () => TextTokenizer.FromBackbone(null!));
    }

    [TestMethod]
    public void Special_tokens_and_type_ids_frame_text_and_pair()
    {
        EncodedText single = Tokenizer.Encode("a b");
        CollectionAssert.AreEqual(new[] { 2, 5, 6, 3 }, single.Ids.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0 }, single.TypeIds.ToArray());
        EncodedText pair = Tokenizer.Encode("a", "b c");
        CollectionAssert.AreEqual(new[] { 2, 5, 3, 6, 7, 3 }, pair.Ids.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 1, 1, 1 }, pair.TypeIds.ToArray());
        EncodedText bare = Tokenizer.Encode("a", "b c", addSpecialTokens: false);
        CollectionAssert.AreEqual(new[] { 5, 6, 7 }, bare.Ids.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 1 }, bare.TypeIds.ToArray());
    }

    [TestMethod]
    public void Empty_texts_are_texts()
    {
        CollectionAssert.AreEqual(new[] { 2, 3 }, Tokenizer.Encode("").Ids.ToArray());
        CollectionAssert.AreEqual(new[] { 2, 3, 3 }, Tokenizer.Encode("", "").Ids.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0, 1 }, Tokenizer.Encode("", "").TypeIds.ToArray());
        Assert.IsEmpty(Tokenizer.Encode(" \t\0", addSpecialTokens: false).Ids);
    }

    [TestMethod]
    public void A_text_is_cut_at_its_end()
    {
        EncodedText encoded = Tokenizer.Encode("a b longer", maxLength: 5);
        CollectionAssert.AreEqual(new[] { 2, 5, 6, 9, 3 }, encoded.Ids.ToArray());
        Assert.IsTrue(encoded.Truncated);
        Assert.IsFalse(Tokenizer.Encode("a b longer", maxLength: 6).Truncated);
        CollectionAssert.AreEqual(new[] { 2, 3 }, Tokenizer.Encode("a", maxLength: 2).Ids.ToArray());
        CollectionAssert.AreEqual(new[] { 5 }, Tokenizer.Encode("a b", maxLength: 1, addSpecialTokens: false).Ids.ToArray());
    }

    [TestMethod]
    public void A_long_text_gives_the_same_whether_it_is_cut_or_not()
    {
        string text = string.Concat(Enumerable.Range(0, 5000).Select(i => i % 7 == 0 ? "longer\r\n" : i % 11 == 0 ? "[MASK]" : "a. "));
        int[] all = [.. Tokenizer.Encode(text, maxLength: int.MaxValue, addSpecialTokens: false).Ids];
        Assert.IsGreaterThan(8000, all.Length);
        foreach (int length in new[] { 1, 7, 512, 4096, 8000 })
        {
            CollectionAssert.AreEqual(all[..length], Tokenizer.Encode(text, maxLength: length, addSpecialTokens: false).Ids.ToArray());
        }

        // Cutting before the text is encoded whole is what keeps a novel cheap.
        string novel = string.Concat(Enumerable.Repeat("a longer. ", 1_000_000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.HasCount(128, Tokenizer.Encode(novel, maxLength: 128).Ids);
        Assert.IsLessThan(1L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow(3, 4, 10, 3, 4)]
    [DataRow(3, 9, 10, 3, 7)]
    [DataRow(9, 3, 10, 7, 3)]
    [DataRow(6, 9, 11, 5, 6)]
    [DataRow(9, 6, 11, 6, 5)]
    [DataRow(9, 9, 11, 5, 6)]
    [DataRow(20, 30, 11, 5, 6)]
    [DataRow(30, 20, 11, 6, 5)]
    [DataRow(0, 9, 4, 0, 4)]
    [DataRow(9, 0, 4, 4, 0)]
    [DataRow(9, 9, 1, 0, 1)]
    [DataRow(1, 1, 0, 0, 0)]
    public void Of_a_pair_the_longer_text_is_cut_first(int first, int second, int room, int keptOfFirst, int keptOfSecond) =>
        Assert.AreEqual((keptOfFirst, keptOfSecond), PairTruncation.Fit(first, second, room));

    [TestMethod]
    public void Rows_append_to_lists()
    {
        List<int> ids = [99];
        List<int> typeIds = [99];
        Assert.AreEqual(4, Tokenizer.Encode("a b c", null, 4, ids, typeIds, out bool truncated));
        Assert.IsTrue(truncated);
        Assert.AreEqual(5, Tokenizer.Encode("a", "b", 10, ids, typeIds, out truncated));
        Assert.IsFalse(truncated);
        CollectionAssert.AreEqual(new[] { 99, 2, 5, 6, 3, 2, 5, 3, 6, 3 }, ids);
        CollectionAssert.AreEqual(new[] { 99, 0, 0, 0, 0, 0, 0, 0, 1, 1 }, typeIds);
    }

    [TestMethod]
    public void Arguments_are_checked()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => Tokenizer.Encode(null!));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Tokenizer.Encode("a", maxLength: 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Tokenizer.Encode("a", "b", maxLength: 2));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Tokenizer.Encode("a", maxLength: 0, addSpecialTokens: false));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Tokenizer.Encode("a", maxLength: -1));
        Assert.ThrowsExactly<ArgumentNullException>(() => Tokenizer.Decode(null!));
        Assert.ThrowsExactly<ArgumentException>(() => Tokenizer.Decode([-1]));
        Assert.ThrowsExactly<ArgumentException>(() => Tokenizer.Decode([Tokenizer.VocabularySize]));
        Assert.ThrowsExactly<ArgumentNullException>(() => TextTokenizer.FromFolder(null!));
    }

    [TestMethod]
    public void Half_a_surrogate_pair_is_dropped() =>
        CollectionAssert.AreEqual(new[] { 5, 8 }, Tokenizer.Encode("a\uD800b \uDC00", addSpecialTokens: false).Ids.ToArray());

    [TestMethod]
    public void The_limit_of_a_word_counts_code_points()
    {
        // 100 of them are 200 UTF-16 units.
        CollectionAssert.AreEqual(Enumerable.Repeat(17, 99).Prepend(16).ToArray(), Ids(string.Concat(Enumerable.Repeat("𝔸", 100))));
        CollectionAssert.AreEqual(new[] { 5, 1, 12, 6 }, Ids("a " + string.Concat(Enumerable.Repeat("𝔸", 101)) + ".b"));
        CollectionAssert.AreEqual(new[] { 1, 5 }, Ids(new string('a', 101) + " a"));
    }

    [TestMethod]
    public void Settings_decide_on_case_accents_and_ideographs()
    {
        CollectionAssert.AreEqual(new[] { 5, 1 }, Ids("A é"), "lower case, accents stripped: e is not in the vocabulary");
        CollectionAssert.AreEqual(new[] { 15, 14 }, Ids("A é", """{"do_lower_case":false}"""));
        CollectionAssert.AreEqual(new[] { 5, 14 }, Ids("A é", """{"strip_accents":false}"""));
        CollectionAssert.AreEqual(new[] { 15, 1 }, Ids("A é", """{"do_lower_case":false,"strip_accents":true}"""));
        CollectionAssert.AreEqual(new[] { 5, 13, 6 }, Ids("a中b", """{"do_lower_case":null}"""));
        CollectionAssert.AreEqual(new[] { 1 }, Ids("a中b", """{"tokenize_chinese_chars":false}"""));
        CollectionAssert.AreEqual(new[] { 18, 19 }, Ids("İ", """{"strip_accents":false}"""), "the one letter whose lower case is two characters");
        CollectionAssert.AreEqual(new[] { 5, 7, 6 }, Ids("acb", """{"unk_token":"c"}"""), "a text that spells a special token means it");
    }

    [TestMethod]
    public void Decoding_joins_pieces_and_mends_punctuation()
    {
        Assert.AreEqual("[CLS] a. longer [SEP] [PAD]", Tokenizer.Decode([2, 5, 12, 9, 10, 3, 0]));
        Assert.AreEqual("a. longer", Tokenizer.Decode([2, 5, 12, 9, 10, 3, 0, 1], skipSpecialTokens: true));
        Assert.AreEqual("##er a", Tokenizer.Decode([10, 5]), "a piece at the start keeps its prefix, as in the reference");
        Assert.AreEqual("an't, a'm", Tokenizer.Decode([5, 20, 21, 5, 22]));
        Assert.AreEqual("", Tokenizer.Decode([]));
    }

    [TestMethod]
    public void Ids_of_special_tokens_are_known()
    {
        Assert.AreEqual((0, 2, 3, 23), (Tokenizer.PadId, Tokenizer.ClsId, Tokenizer.SepId, Tokenizer.VocabularySize));
        TextTokenizer other = Create("""{"cls_token":"a","sep_token":{"content":"b"},"pad_token":"c"}""");
        Assert.AreEqual((7, 5, 6), (other.PadId, other.ClsId, other.SepId));
    }

    [TestMethod]
    [DataRow("""{"do_lower_case":"yes"}""", "'do_lower_case' is a string")]
    [DataRow("""{"cls_token":3}""", "'cls_token' is 3")]
    [DataRow("""{"cls_token":{}}""", "'cls_token.content' is missing")]
    [DataRow("""{"cls_token":""}""", "'cls_token' is empty")]
    [DataRow("""{"added_tokens_decoder":{"x":{"content":"a"}}}""", "'added_tokens_decoder.x' is not the name of an id")]
    [DataRow("""{"added_tokens_decoder":{"5":{}}}""", "'added_tokens_decoder.5.content' is missing")]
    [DataRow("""{"added_tokens_decoder":{"5":{"content":""}}}""", "'added_tokens_decoder.5.content' is empty")]
    [DataRow("""{"additional_special_tokens":[3]}""", "'additional_special_tokens' is 3, not a string or an object")]
    [DataRow("""{"tokenizer_class":3}""", "'tokenizer_class' is 3")]
    [DataRow("""[]""", "top level")]
    public void Faulty_settings_are_refused(string json, string cause)
    {
        CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => Create(json));
        Assert.AreEqual("tokenizer_config.json", fault.Path);
        StringAssert.Contains(fault.Message, cause, StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_folder_without_a_vocabulary_says_so()
    {
        using TemporaryFolder folder = new();
        CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => TextTokenizer.FromFolder(folder.Path));
        StringAssert.Contains(fault.Message, "vocab.txt", StringComparison.Ordinal);
        Assert.ThrowsExactly<DirectoryNotFoundException>(() => TextTokenizer.FromFolder(folder.File("none")));
        File.WriteAllText(folder.File("vocab.txt"), Vocab);
        Assert.AreEqual(5, TextTokenizer.FromFolder(folder.Path).Encode("A").Ids[1], "lower case where there are no settings");
    }

    private static int[] Ids(string text, string? settings = null) => [.. Create(settings).Encode(text, addSpecialTokens: false).Ids];

    private static TextTokenizer Create(string? settings = null) => TextTokenizer.Create(
        Vocabulary.Parse(Encoding.UTF8.GetBytes(Vocab), "vocab.txt"),
        settings is null ? null : JsonSettings.Parse(Encoding.UTF8.GetBytes(settings), "tokenizer_config.json"));
}
