using System.Text.Json;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.SentencePiece;
using Microsoft.ML.Nola.Text.WordPiece;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.SentencePiece;

[TestClass]
public sealed class SentencePieceEncoderTests
{
    private const string Fixtures = "tokenizers";

    // From tokenizer.json: SentencePiece gives the same ids wherever its own reading of characters and spaces does not come in.
    private static readonly Lazy<JsonElement> Unigram = new(static () =>
        JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", Fixtures, "unigram-precompiled-small", "tokenizer.json"))).RootElement.Clone());

    [TestMethod]
    public void Every_shared_case_of_a_Llama_model_matches()
    {
        TokenizerCase[] cases = TokenizerCase.Load(Repository.Shared("fixtures", Fixtures, "llama-sp.jsonl"));
        IReadOnlyList<string> wrong = TokenizerCase.FindWrong(Llama(), cases);
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.HasCount(213, cases);
    }

    [TestMethod]
    public void Long_texts_have_the_same_beginning_as_when_they_are_encoded_whole()
    {
        TextTokenizer tokenizer = Llama();
        string text = string.Join(' ', Enumerable.Range(0, 4000).Select(static i => i % 7 == 0 ? $"caf\u00E9 {i}  " : $"the word {i}"));
        IReadOnlyList<int> whole = tokenizer.Encode(text, maxLength: 100_000).Ids;
        foreach (int length in (int[])[2, 16, 100, 700, 5000])
        {
            CollectionAssert.AreEqual(whole.Take(length).ToArray(), tokenizer.Encode(text, maxLength: length).Ids.ToArray());
        }
    }

    [TestMethod]
    [DataRow("XLMRobertaTokenizer", new[] { 0 }, new[] { 2, 2 }, new[] { 2 }, 1001)]
    [DataRow("DebertaV2Tokenizer", new[] { 1 }, new[] { 2 }, new[] { 2 }, 1001)]
    [DataRow("T5Tokenizer", new int[0], new[] { 1 }, new[] { 1 }, 1100)]
    public void Unigram_pieces_have_the_ids_of_the_reference_in_every_family(string family, int[] begin, int[] between, int[] end, int size)
    {
        TextTokenizer tokenizer = Family(family);
        Dictionary<int, int> ids = Ids(family);
        int checkedCases = 0;
        foreach (TokenizerCase wanted in TokenizerCase.Load(Repository.Shared("fixtures", Fixtures, "unigram-precompiled-small.jsonl")))
        {
            // What a tokenizer.json does otherwise: special tokens by other names, white space of all kinds, characters by graphemes, a word by itself.
            if (wanted.Text.Contains('<') || wanted.Ids.Contains(3) || wanted.Text.Any(static character => character is < ' ' or > '~'))
            {
                continue;
            }

            checkedCases++;
            int[] expected = [.. wanted.Ids.Select(id => ids[id])];
            CollectionAssert.AreEqual(expected, tokenizer.Encode(wanted.Text, maxLength: 5000, addSpecialTokens: false).Ids.ToArray(), wanted.Text);
            int[] single = [.. begin, .. expected, .. end];
            CollectionAssert.AreEqual(single, tokenizer.Encode(wanted.Text, maxLength: 5000).Ids.ToArray());
            int[] pair = [.. begin, .. expected, .. between, .. expected, .. end];
            CollectionAssert.AreEqual(pair, tokenizer.Encode(wanted.Text, wanted.Text, maxLength: 5000).Ids.ToArray());
            Assert.AreEqual(wanted.Decoded, tokenizer.Decode(expected), wanted.Text);
        }

        Assert.IsGreaterThan(20, checkedCases);
        Assert.AreEqual(size, tokenizer.VocabularySize);
        Assert.AreEqual(family == "DebertaV2Tokenizer" ? 2 : 1, tokenizer.TypeIdCount);
    }

    [TestMethod]
    public void Special_tokens_in_a_text_are_found_if_a_file_names_the_family()
    {
        TextTokenizer tokenizer = Family("XLMRobertaTokenizer");
        // The mask takes the space on its left.
        CollectionAssert.AreEqual(
            (int[])[.. Of("the"), 1000, .. Of("coffee"), 2],
            tokenizer.Encode("the <mask> coffee</s>", addSpecialTokens: false).Ids.ToArray());
        Assert.AreEqual("<s> the<mask> coffee</s>", tokenizer.Decode([0, .. Of("the"), 1000, .. Of("coffee"), 2]));
        Assert.AreEqual("the coffee", tokenizer.Decode([0, .. Of("the"), 1000, .. Of("coffee"), 2], skipSpecialTokens: true).Replace("  ", " ").Trim());

        int[] Of(string text) => [.. tokenizer.Encode(text, addSpecialTokens: false).Ids];
    }

    [TestMethod]
    public void Words_are_counted_by_white_space()
    {
        List<int> ids = [];
        List<int> words = [];
        Llama().Encode("  Paris, France\tis\u00E9\u00E9 x", null, 100, ids, null, words, out _);
        Assert.HasCount(ids.Count, words);
        CollectionAssert.AreEqual((int[])[-1, 0, 1, 2, 3], words.Distinct().ToArray());
        // Without the special token, the words' ids are those of the words.
        Assert.IsTrue(words.SequenceEqual(words.Order()));
        List<int> plain = [];
        Llama().Encode("  Paris, France\tis\u00E9\u00E9 x", null, 100, plain, null, out _);
        CollectionAssert.AreEqual(plain, ids);
    }

    [TestMethod]
    public void Text_that_stays_whole_is_one_piece()
    {
        foreach (int kind in (int[])[1, 2])
        {
            TextTokenizer tokenizer = Create(Small(kind).Add("<x>", 0, 4), "LlamaTokenizer");
            CollectionAssert.AreEqual((int[])[1, 4, 9, 5], tokenizer.Encode("a<x>b").Ids.ToArray(), $"kind {kind}");
        }
    }

    [TestMethod]
    public void What_no_piece_has_is_one_unknown_token_or_bytes()
    {
        foreach (int kind in (int[])[1, 2])
        {
            CollectionAssert.AreEqual((int[])[1, 4, 0, 5], Create(Small(kind), "LlamaTokenizer").Encode("a\u00E9\u00E8b").Ids.ToArray(), $"kind {kind}");
        }

        SentencePieceWriter bytes = new() { ByteFallback = true };
        bytes.Add("<unk>", 0, 2).Add("<s>", 0, 3).Add("</s>", 0, 3);
        for (int value = 0; value < 256; value++)
        {
            bytes.Add($"<0x{value:X2}>", 0, 6);
        }

        TextTokenizer tokenizer = Create(bytes.Add("\u2581a", -1).Add("b", -2), "LlamaTokenizer");
        CollectionAssert.AreEqual((int[])[1, 259, 3 + 0xC3, 3 + 0xA9, 260], tokenizer.Encode("a\u00E9b").Ids.ToArray());
        Assert.AreEqual("a\u00E9b", tokenizer.Decode([259, 3 + 0xC3, 3 + 0xA9, 260]));
        Assert.AreEqual("a\uFFFDb", tokenizer.Decode([259, 3 + 0xC3, 260]));
    }

    [TestMethod]
    public void Spaces_go_or_stay_as_the_file_says()
    {
        SentencePieceWriter keeps = Small(1, removeSpaces: false);
        CollectionAssert.AreEqual((int[])[3, 3, 4, 3, 3, 5, 3], Ids(keeps, "  a  b "));
        CollectionAssert.AreEqual((int[])[4, 3, 5], Ids(Small(1), "  a  b "));
        CollectionAssert.AreEqual((int[])[], Ids(Small(1), "   "));
        CollectionAssert.AreEqual((int[])[6, 3, 5], Ids(Small(1, addPrefix: false), "a b"));

        static int[] Ids(SentencePieceWriter file, string text) =>
            [.. Create(file, "LlamaTokenizer").Encode(text, addSpecialTokens: false).Ids];
    }

    [TestMethod]
    public void The_longest_rule_of_the_table_counts()
    {
        byte[] map = Convert.FromBase64String(
            Unigram.Value.GetProperty("normalizer").GetProperty("normalizers")[0].GetProperty("precompiled_charsmap").GetString()!);
        SentencePieceNormalization normalization = new(SentencePieceFile.Parse(Small(1, map: map).ToBytes(), "test"));
        // Unlike in a tokenizer.json, the second accent stays.
        Assert.AreEqual("\u2581\u00E9\u0301", normalization.Normalize("e\u0301\u0301", addPrefix: true));
        Assert.AreEqual("\u2581fi\u2581A", normalization.Normalize("\uFB01 \uFF21", addPrefix: true));
    }

    [TestMethod]
    [DataRow("CamembertTokenizer", "CamembertTokenizer")]
    [DataRow("AlbertTokenizer", "AlbertTokenizer")]
    public void A_family_that_is_not_known_is_refused_by_name(string family, string name)
    {
        NolaCompatibilityException exception = Assert.ThrowsExactly<NolaCompatibilityException>(() => Create(Small(1), family));
        Assert.Contains(name, exception.Message);
    }

    [TestMethod]
    [DataRow("do_lower_case", "true")]
    [DataRow("split_by_punct", "true")]
    [DataRow("add_prefix_space", "false")]
    [DataRow("truncation_side", "\"left\"")]
    [DataRow("sp_model_kwargs", "{\"alpha\":0.1}")]
    public void Settings_that_change_ids_are_refused(string name, string value)
    {
        NolaCompatibilityException exception =
            Assert.ThrowsExactly<NolaCompatibilityException>(() => Create(Small(1), "LlamaTokenizer", $",\"{name}\":{value}"));
        Assert.Contains(name, exception.Message);
    }

    [TestMethod]
    [DataRow("spm.model", """{"model_type":"deberta-v2"}""", 2)]
    [DataRow("spiece.model", """{"model_type":"t5"}""", 1)]
    [DataRow("tokenizer.model", """{"model_type":"mistral"}""", 1)]
    public void A_folder_is_read_by_the_type_of_its_model(string name, string config, int typeIds)
    {
        using TemporaryFolder folder = new();
        SentencePieceWriter file = new() { Pad = 0, Unknown = 3 };
        foreach (string token in (string[])(typeIds == 2 ? ["[PAD]", "[CLS]", "[SEP]", "[UNK]"] : ["<pad>", "<s>", "</s>", "<unk>"]))
        {
            file.Add(token, 0, token.ToUpperInvariant().Contains("UNK", StringComparison.Ordinal) ? 2 : 3);
        }

        File.WriteAllBytes(folder.File(name), file.Add("\u2581a", -1).ToBytes());
        Assert.ThrowsExactly<NolaCompatibilityException>(() => Encoder(name == "tokenizer.model" ? """{"tokenizer_class":"BertTokenizer"}""" : "{}"));
        File.WriteAllText(folder.File("config.json"), config);
        File.Delete(folder.File("tokenizer_config.json"));
        TextTokenizer tokenizer = TextTokenizer.FromFolder(folder.Path);
        Assert.AreEqual(typeIds, tokenizer.TypeIdCount);
        Assert.AreEqual(0, tokenizer.PadId);
        Assert.Contains(4, tokenizer.Encode("a").Ids);

        void Encoder(string settings)
        {
            File.WriteAllText(folder.File("tokenizer_config.json"), settings);
            TextTokenizer.FromFolder(folder.Path);
        }
    }

    private static SentencePieceWriter Small(int kind, bool addPrefix = true, bool removeSpaces = true, byte[]? map = null) =>
        new SentencePieceWriter { Kind = kind, AddPrefix = addPrefix, RemoveSpaces = removeSpaces, Map = map ?? [] }
            .Add("<unk>", 0, 2).Add("<s>", 0, 3).Add("</s>", 0, 3).Add("\u2581", -3).Add("\u2581a", -1).Add("b", -4).Add("a", -5).Add("bb", -6).Add("c", -7);

    private static TextTokenizer Llama()
    {
        using TemporaryFolder folder = new();
        File.Copy(Repository.Shared("fixtures", Fixtures, "llama-sp", "tokenizer.model"), folder.File("tokenizer.model"));
        return new TextTokenizer(
            SentencePieceEncoder.Create(folder.File("tokenizer.model"), new TokenizerFiles(null), modelConfig: null, Vocabulary.MaximumTokens));
    }

    private static TextTokenizer Create(SentencePieceWriter file, string family, string settings = "")
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("spiece.model"), file.ToBytes());
        JsonSettings config = JsonSettings.Parse(
            System.Text.Encoding.UTF8.GetBytes($$"""{"tokenizer_class":"{{family}}"{{settings}}}"""), "tokenizer_config.json");
        return new TextTokenizer(
            SentencePieceEncoder.Create(folder.File("spiece.model"), new TokenizerFiles(config), modelConfig: null, Vocabulary.MaximumTokens));
    }

    /// <summary>The pieces of the fixture with the special tokens of a family.</summary>
    private static TextTokenizer Family(string family)
    {
        byte[] map = Convert.FromBase64String(
            Unigram.Value.GetProperty("normalizer").GetProperty("normalizers")[0].GetProperty("precompiled_charsmap").GetString()!);
        (string Text, int Type)[] special = family switch
        {
            "XLMRobertaTokenizer" => [("<unk>", 2), ("<s>", 3), ("</s>", 3)],
            "DebertaV2Tokenizer" => [("[PAD]", 3), ("[CLS]", 3), ("[SEP]", 3), ("[UNK]", 2)],
            _ => [("<pad>", 3), ("</s>", 3), ("<unk>", 2), ("<free>", 5)],
        };
        SentencePieceWriter file = family switch
        {
            "XLMRobertaTokenizer" => new() { Map = map },
            "DebertaV2Tokenizer" => new() { Map = map, Unknown = 3, Pad = 0 },
            _ => new() { Map = map, Unknown = 2, Begin = -1, End = 1, Pad = 0 },
        };
        foreach ((string text, int type) in special)
        {
            file.Add(text, 0, type);
        }

        foreach (JsonElement piece in Unigram.Value.GetProperty("model").GetProperty("vocab").EnumerateArray().Skip(4))
        {
            file.Add(piece[0].GetString()!, (float)piece[1].GetDouble());
        }

        return Create(file, family);
    }

    // From the fixture's ids: all have four special tokens, in this order or another.
    private static Dictionary<int, int> Ids(string family) =>
        Enumerable.Range(0, 1000).ToDictionary(static id => id, id => family == "XLMRobertaTokenizer" || id > 3 ? id : -1);
}
