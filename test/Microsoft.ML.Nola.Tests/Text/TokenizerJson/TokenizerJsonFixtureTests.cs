using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.TokenizerJson;

/// <summary>Ids, ids with special tokens, and decoded text of every tokenizer of the fixtures.</summary>
[TestClass]
public sealed class TokenizerJsonFixtureTests
{
    [TestMethod]
    [DataRow("wordpiece-cased-small")]
    [DataRow("bpe-bytelevel-small")]
    [DataRow("bpe-metaspace-bytefallback-small")]
    public void Every_case_of_a_small_file_matches(string name)
    {
        using TemporaryFolder folder = new();
        Copy(folder, Repository.Shared("fixtures", "tokenizers", name, "tokenizer.json"));
        Check(folder, name);
    }

    [TestMethod]
    public void Every_case_of_bert_matches_without_vocab_txt()
    {
        using TemporaryFolder folder = new();
        Copy(folder, Repository.Shared("tokenizers", "bert-uncased", "tokenizer.json"));
        TextTokenizer tokenizer = Check(folder, "bert-uncased");
        TokenizerCase[] pairs = TokenizerCase.Load(Repository.Shared("fixtures", "tokenizers", "pairs-bert-uncased.jsonl"));
        AssertNothingWrong(TokenizerCase.FindWrong(tokenizer, pairs));
        Assert.AreEqual(2, tokenizer.TypeIdCount);
    }

    [TestMethod]
    public void The_file_of_the_default_backbone_gives_the_ids_of_its_vocab_txt()
    {
        using TemporaryFolder folder = new();
        string backbone = Path.Combine(Repository.Root, "models", "minilm");
        Copy(folder, Path.Combine(backbone, "tokenizer.json"));
        Copy(folder, Path.Combine(backbone, "tokenizer_config.json"));
        Copy(folder, Path.Combine(backbone, "special_tokens_map.json"));
        TextTokenizer json = TextTokenizer.FromFolder(folder.Path);
        TextTokenizer vocabulary = TextTokenizer.FromFolder(backbone);
        Assert.AreEqual(
            (vocabulary.PadId, vocabulary.ClsId, vocabulary.SepId, vocabulary.VocabularySize, vocabulary.TypeIdCount),
            (json.PadId, json.ClsId, json.SepId, json.VocabularySize, json.TypeIdCount));
        foreach (string text in UnicodeTexts.Generate(20270401, 2000))
        {
            int[] ids = [.. vocabulary.Encode(text, text, maxLength: 100).Ids];
            CollectionAssert.AreEqual(ids, json.Encode(text, text, maxLength: 100).Ids.ToArray(), text);
            Assert.AreEqual(vocabulary.Decode(ids), json.Decode(ids));
        }
    }

    /// <summary>
    /// SentencePiece itself spells out the text of special tokens and turns a literal U+2581 into a space; its tokenizer.json finds the special tokens.
    /// </summary>
    [TestMethod]
    public void Every_case_of_Llama_matches_but_for_the_text_of_special_tokens()
    {
        using TemporaryFolder folder = new();
        Copy(folder, Repository.Shared("fixtures", "tokenizers", "llama-sp", "tokenizer.json"));
        TokenizerCase[] all = TokenizerCase.Load(Repository.Shared("fixtures", "tokenizers", "llama-sp.jsonl"));
        TokenizerCase[] cases = [.. all.Where(static wanted => !wanted.Text.Contains("<s>", StringComparison.Ordinal)
            && !wanted.Text.Contains("</s>", StringComparison.Ordinal) && !wanted.Text.Contains("<unk>", StringComparison.Ordinal))];
        Assert.IsGreaterThan(200, cases.Length);
        AssertNothingWrong(TokenizerCase.FindWrong(TextTokenizer.FromFolder(folder.Path), cases));
    }

    [TestMethod]
    [DataRow("tokenizer_config.json", """{"tokenizer_class":"GPT2Tokenizer"}""")]
    [DataRow("config.json", """{"model_type":"gpt2"}""")]
    public void Every_case_of_GPT2_matches(string name, string settings)
    {
        using TemporaryFolder folder = new();
        Copy(folder, Repository.Shared("tokenizers", "gpt2", "vocab.json"));
        Copy(folder, Repository.Shared("tokenizers", "gpt2", "merges.txt"));
        File.WriteAllText(folder.File(name), settings);
        Check(folder, "gpt2");
    }

    [TestMethod]
    [DataRow("tokenizer_config.json", """{"tokenizer_class":"RobertaTokenizerFast","mask_token":"<mask>"}""")]
    [DataRow("config.json", """{"model_type":"roberta"}""")]
    public void Every_case_of_RoBERTa_matches(string name, string settings)
    {
        using TemporaryFolder folder = new();
        Copy(folder, Repository.Shared("tokenizers", "gpt2", "merges.txt"));
        File.WriteAllText(folder.File("vocab.json"), RobertaVocabulary().ToJsonString());
        File.WriteAllText(folder.File(name), settings);
        TextTokenizer tokenizer = Check(folder, "roberta-style");
        Assert.AreEqual((1, 0, 2, 1), (tokenizer.PadId, tokenizer.ClsId, tokenizer.SepId, tokenizer.TypeIdCount));
        CollectionAssert.AreEqual(new[] { 0, 102, 2, 2, 428, 2 }, tokenizer.Encode("a", "b").Ids.ToArray());
    }

    // RoBERTa's own dictionary is a list of GPT-2's ids by frequency, behind four tokens of its own.
    private static JsonObject RobertaVocabulary()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("tokenizers", "gpt2", "vocab.json")));
        Dictionary<string, string> tokens = document.RootElement.EnumerateObject()
            .ToDictionary(static token => token.Value.GetRawText(), static token => token.Name, StringComparer.Ordinal);
        JsonObject vocabulary = new() { ["<s>"] = 0, ["<pad>"] = 1, ["</s>"] = 2, ["<unk>"] = 3 };
        int id = 4;
        foreach (string line in File.ReadLines(Repository.Shared("tokenizers", "gpt2", "dict.txt")))
        {
            string key = line.Split(' ')[0];
            vocabulary.Add(tokens.GetValueOrDefault(key, key), id++);
        }

        vocabulary.Add("<mask>", id);
        return vocabulary;
    }

    private static TextTokenizer Check(TemporaryFolder folder, string name)
    {
        TextTokenizer tokenizer = TextTokenizer.FromFolder(folder.Path);
        TokenizerCase[] cases = TokenizerCase.Load(Repository.Shared("fixtures", "tokenizers", $"{name}.jsonl"));
        Assert.HasCount(213, cases);
        AssertNothingWrong(TokenizerCase.FindWrong(tokenizer, cases));
        return tokenizer;
    }

    private static void AssertNothingWrong(IReadOnlyList<string> wrong) => Assert.IsEmpty(wrong, string.Join('\n', wrong));

    private static void Copy(TemporaryFolder folder, string path) => File.Copy(path, folder.File(Path.GetFileName(path)));
}
