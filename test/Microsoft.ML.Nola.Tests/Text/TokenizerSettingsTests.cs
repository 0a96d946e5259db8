using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>No setting that gives other ids is ignored: it is honoured, or refused by its name.</summary>
[TestClass]
public sealed class TokenizerSettingsTests
{
    [TestMethod]
    [DataRow("tokenizer_class", "\"BertJapaneseTokenizer\"")]
    [DataRow("tokenizer_class", "\"RobertaTokenizerFast\"")]
    [DataRow("word_tokenizer_type", "\"mecab\"")]
    [DataRow("subword_tokenizer_type", "\"character\"")]
    [DataRow("do_subword_tokenize", "false")]
    [DataRow("do_word_tokenize", "false")]
    [DataRow("do_basic_tokenize", "false")]
    [DataRow("clean_text", "false")]
    [DataRow("split_special_tokens", "true")]
    [DataRow("never_split", "[\"foo\"]")]
    [DataRow("truncation_side", "\"left\"")]
    [DataRow("padding_side", "\"left\"")]
    [DataRow("wordpieces_prefix", "\"_\"")]
    [DataRow("max_input_chars_per_word", "200")]
    [DataRow("auto_map", "{\"AutoTokenizer\":[\"tokenization.Own\",null]}")]
    public void A_setting_that_cannot_be_had_is_refused_by_name(string name, string value)
    {
        using WordPieceFolder folder = new();
        folder.Delete("tokenizer.json");
        folder.Config[name] = JsonNode.Parse(value);
        Refuses(folder, $"'{name}' of 'FOLDER/tokenizer_config.json'");
    }

    [TestMethod]
    [DataRow("tokenizer_class", "\"BertTokenizerFast\"")]
    [DataRow("tokenizer_class", "\"DistilBertTokenizer\"")]
    [DataRow("tokenizer_class", "\"ElectraTokenizerFast\"")]
    [DataRow("tokenizer_class", "\"PreTrainedTokenizerFast\"")]
    [DataRow("tokenizer_class", "null")]
    [DataRow("word_tokenizer_type", "\"basic\"")]
    [DataRow("do_basic_tokenize", "true")]
    [DataRow("never_split", "[]")]
    [DataRow("never_split", "[\"[UNK]\", \"[MASK]\"]")]
    [DataRow("truncation_side", "\"right\"")]
    [DataRow("model_max_length", "1000000000000000019884624838656")]
    [DataRow("clean_up_tokenization_spaces", "false")]
    [DataRow("some_other_setting", "{}")]
    [DataRow("mask_token", "null")]
    public void A_setting_that_changes_no_ids_is_taken(string name, string value)
    {
        using WordPieceFolder folder = new();
        folder.Config[name] = JsonNode.Parse(value);
        CollectionAssert.AreEqual(new[] { 2, 5, 8, 9, 3 }, folder.Read().Encode("A foobar").Ids.ToArray());
    }

    [TestMethod]
    [DataRow("model/type", "\"BPE\"", "model.type")]
    [DataRow("model/unk_token", "\"a\"", "model.unk_token")]
    [DataRow("model/continuing_subword_prefix", "\"\"", "model.continuing_subword_prefix")]
    [DataRow("model/max_input_chars_per_word", "50", "model.max_input_chars_per_word")]
    [DataRow("model/vocab/foo", "9", "model.vocab")]
    [DataRow("model/vocab/more", "16", "model.vocab")]
    [DataRow("normalizer", "null", "normalizer.type")]
    [DataRow("normalizer/type", "\"Lowercase\"", "normalizer.type")]
    [DataRow("normalizer/lowercase", "false", "normalizer.lowercase")]
    [DataRow("normalizer/strip_accents", "false", "normalizer.strip_accents")]
    [DataRow("normalizer/handle_chinese_chars", "false", "normalizer.handle_chinese_chars")]
    [DataRow("normalizer/clean_text", "false", "normalizer.clean_text")]
    [DataRow("pre_tokenizer/type", "\"Whitespace\"", "pre_tokenizer.type")]
    [DataRow("post_processor", "null", "post_processor")]
    [DataRow("post_processor/type", "\"RobertaProcessing\"", "post_processor.type")]
    [DataRow("post_processor/single", "[{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}]", "post_processor.single")]
    [DataRow("post_processor/pair", "[{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}]", "post_processor.pair")]
    [DataRow("truncation/direction", "\"Left\"", "truncation.direction")]
    [DataRow("padding/direction", "\"Left\"", "padding.direction")]
    public void What_tokenizer_json_says_otherwise_is_refused_by_name(string key, string value, string name)
    {
        using WordPieceFolder folder = new();
        string[] path = key.Split('/');
        JsonNode node = path[..^1].Aggregate((JsonNode)folder.Json, static (node, step) => node[step]!);
        node[path[^1]] = JsonNode.Parse(value);
        Refuses(folder, $"'{name}' of 'FOLDER/tokenizer.json'");
    }

    [TestMethod]
    public void A_vocabulary_that_lacks_tokens_of_tokenizer_json_or_has_more_is_refused()
    {
        using WordPieceFolder folder = new();
        folder.Json["model"]!["vocab"]!.AsObject().Remove(".");
        Refuses(folder, "has 15 tokens, and vocab.txt 16 different ones");
    }

    [TestMethod]
    public void Files_that_agree_on_other_settings_are_taken()
    {
        using WordPieceFolder folder = new();
        folder.Config["do_lower_case"] = false;
        folder.Json["normalizer"]!["lowercase"] = false;
        folder.Json["post_processor"] = JsonNode.Parse("""{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]}""");
        folder.Json["truncation"] = null;
        folder.Json["padding"] = null;
        CollectionAssert.AreEqual(new[] { 2, 1, 8, 1, 3 }, folder.Read().Encode("A foo É").Ids.ToArray());
    }

    /// <summary>Which one a class of transformers goes by differs; a folder that leaves the setting out of tokenizer_config.json means true there.</summary>
    [TestMethod]
    public void Lower_case_that_only_tokenizer_json_denies_is_refused_with_the_way_out()
    {
        using WordPieceFolder folder = new();
        folder.Config.Remove("do_lower_case");
        folder.Json["normalizer"]!["lowercase"] = false;
        Refuses(
            folder,
            "'normalizer.lowercase' of 'FOLDER/tokenizer.json' is false, and do_lower_case of tokenizer_config.json is true (or absent, which means that)");
    }

    /// <summary>MPNet's class writes &lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt; and has no type ids.</summary>
    [TestMethod]
    public void MPNet_has_its_own_special_tokens_and_no_type_ids()
    {
        using WordPieceFolder folder = new();
        folder.Write("vocab.txt", "<s>\n<pad>\n</s>\n[UNK]\na\nb\n<mask>\n");
        folder.Delete("tokenizer.json");
        folder.Config.Clear();
        folder.Config["tokenizer_class"] = "MPNetTokenizer";
        folder.Config["bos_token"] = "<s>";
        folder.Config["mask_token"] = WordPieceFolder.Added("<mask>", null, leftStrip: true);
        TextTokenizer tokenizer = folder.Read();
        CollectionAssert.AreEqual(new[] { 0, 4, 6, 2 }, tokenizer.Encode("a <mask>").Ids.ToArray());
        EncodedText pair = tokenizer.Encode("a", "b c");
        CollectionAssert.AreEqual(new[] { 0, 4, 2, 2, 5, 3, 2 }, pair.Ids.ToArray());
        Assert.IsTrue(pair.TypeIds.All(static type => type == 0));
        Assert.AreEqual((1, 1, false), (tokenizer.PadId, tokenizer.TypeIdCount, tokenizer.HasTypeIds));
    }

    [TestMethod]
    public void The_folders_that_ship_and_the_shared_ones_are_read()
    {
        Assert.AreEqual(30522, TextTokenizer.FromFolder(Path.Combine(Repository.Root, "models", "minilm"), 30522).VocabularySize);
        Assert.IsTrue(TextTokenizer.FromFolder(Path.Combine(Repository.Root, "test", "Golden", "backbone")).HasTypeIds);
        Assert.AreEqual(30522, TextTokenizer.FromFolder(Repository.Shared("tokenizers", "bert-uncased"), 30522).VocabularySize);
    }

    private static void Refuses(WordPieceFolder folder, string cause)
    {
        NolaCompatibilityException fault = Assert.ThrowsExactly<NolaCompatibilityException>(() => folder.Read());
        string message = fault.Message.Replace(folder.Path + Path.DirectorySeparatorChar, "FOLDER/", StringComparison.Ordinal);
        StringAssert.Contains(message, cause, StringComparison.Ordinal);
    }
}
