using System.Text.Json;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Checkpoints.Gguf;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.Gguf;
using Microsoft.ML.Nola.Text.SentencePiece;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.Gguf;

[TestClass]
public sealed class GgufTokenizerTests
{
    private const string Name = "x.gguf";
    private const string Prefix = "tokenizer.ggml.";

    private static string SmolLM2 => Repository.Shared("models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf");

    [TestMethod]
    public void Every_shared_case_of_smollm2_matches()
    {
        TextTokenizer tokenizer = TextTokenizer.FromBackbone(BackboneReference.FromFile(SmolLM2));
        TokenizerCase[] cases = TokenizerCase.Load(Repository.Shared("fixtures", "tokenizers", "smollm2.jsonl"));
        IReadOnlyList<string> wrong = TokenizerCase.FindWrong(tokenizer, cases);
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.HasCount(213, cases);
    }

    /// <summary>The pieces of a SentencePiece model as a conversion writes them; the reference is SentencePiece, which spells special tokens out.</summary>
    [TestMethod]
    public void Every_shared_case_of_a_sentencepiece_model_matches()
    {
        TextTokenizer tokenizer = Read(FromPieces("llama-sp"));
        TokenizerCase[] cases =
        [
            .. TokenizerCase.Load(Repository.Shared("fixtures", "tokenizers", "llama-sp.jsonl"))
                .Where(static wanted => !wanted.Text.Contains("<s>", StringComparison.Ordinal) && !wanted.Text.Contains("</s>", StringComparison.Ordinal)
                    && !wanted.Text.Contains("<unk>", StringComparison.Ordinal)),
        ];
        string[] wrong = [.. TokenizerCase.FindWrong(tokenizer, cases)];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThan(200, cases.Length);
        CollectionAssert.AreEqual(new[] { 1, 2 }, tokenizer.Encode("<s></s>", addSpecialTokens: false).Ids.ToArray());
    }

    [TestMethod]
    public void What_tokenizer_config_would_say_is_there()
    {
        JsonSettings config = TokenizerFolder.ReadFiles(SmolLM2).Config!;
        Assert.AreEqual("<|im_start|>", config.GetString("bos_token"));
        Assert.AreEqual("<|im_end|>", config.GetString("eos_token"));
        Assert.AreEqual("<|im_end|>", config.GetString("pad_token"));
        Assert.AreEqual("<|endoftext|>", config.GetString("unk_token"));
        Assert.IsFalse(config.GetBoolean("add_bos_token"));
        StringAssert.StartsWith(config.GetString("chat_template"), "{% for message in messages %}{% if loop.first", StringComparison.Ordinal);
    }

    /// <summary>The reference's second prompt was written by the template in the file.</summary>
    [TestMethod]
    public void The_chat_template_of_a_file_is_found_by_the_file_and_by_its_folder()
    {
        string expected = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "real", "smollm2-135m-instruct", "io.json")))
            .RootElement.GetProperty("cases")[1].GetProperty("prompt").GetString()!;
        foreach (ChatTemplate? template in (ChatTemplate?[])[
            ChatTemplate.FromBackbone(BackboneReference.FromFile(SmolLM2)), ChatTemplate.FromFolder(Path.GetDirectoryName(SmolLM2)!)])
        {
            Assert.AreEqual(expected, template!.Apply([new ChatTemplateMessage("user", "Name three colours.")]));
            Assert.AreEqual("<|im_end|>", template.SpecialTokens["eos_token"]);
        }

        TextTokenizer tokenizer = TextTokenizer.FromFolder(Path.GetDirectoryName(SmolLM2)!);
        Assert.HasCount(34, tokenizer.Encode(expected).Ids);
    }

    [TestMethod]
    public void Texts_end_where_the_file_says()
    {
        using TemporaryFolder folder = new();
        GenerationTokens tokens = GenerationTokens.Read(SmolLM2, TextTokenizer.FromBackbone(BackboneReference.FromFile(SmolLM2)));
        Assert.AreEqual(1, tokens.BeginId);
        CollectionAssert.AreEqual(new[] { 2 }, tokens.EndIds.ToArray());
        string path = TinyGguf.Create().Add(Prefix + "eot_token_id", 7u).Add(Prefix + "eom_token_id", 7u).Write(folder.File(Name));
        tokens = GenerationTokens.Read(path, TextTokenizer.FromBackbone(BackboneReference.FromFile(path)));
        CollectionAssert.AreEqual(new[] { 0, 7 }, tokens.EndIds.ToArray());
    }

    [TestMethod]
    public void Control_tokens_are_special_and_those_of_the_user_are_not()
    {
        TextTokenizer tokenizer = Read(TinyGguf.Create());
        int tool = TinyGguf.Tokens.Length - 1;
        int[] ids = [.. tokenizer.Encode("hello<|end|><tool> wo", addSpecialTokens: false).Ids];
        CollectionAssert.AreEqual(new[] { tool - 2, 0, tool, tool - 1, Array.IndexOf(TinyGguf.Tokens, "o") }, ids);
        Assert.AreEqual("hello<|end|><tool> wo", tokenizer.Decode(ids));
        Assert.AreEqual("hello<tool> wo", tokenizer.Decode(ids, skipSpecialTokens: true));
    }

    [TestMethod]
    public void Tokens_around_texts_are_added_as_the_file_says()
    {
        GgufWriter writer = TinyGguf.Create().Remove(Prefix + "add_bos_token").Add(Prefix + "add_bos_token", true).Add(Prefix + "add_eos_token", true)
            .Remove(Prefix + "eos_token_id").Add(Prefix + "eos_token_id", 5u);
        int[] ids = [.. Read(writer).Encode("hello", "hello").Ids];
        int hello = TinyGguf.Tokens.Length - 3;
        CollectionAssert.AreEqual(new[] { 0, hello, 5, 0, hello, 5 }, ids);
    }

    /// <summary>Llama 3 takes digits by threes and begins texts by itself, and takes words whole that merges would not lead to.</summary>
    [TestMethod]
    public void Ways_of_splitting_differ_as_their_models_do()
    {
        string[] tokens = [.. TinyGguf.Tokens[..^1], "12", "123", "1234", "xyz"];
        string[] merges = [.. TinyGguf.Merges, "1 2", "12 3", "123 4"];
        int one = Array.IndexOf(tokens, "1");
        int of123 = tokens.Length - 3;
        int x = Array.IndexOf(tokens, "x");
        CollectionAssert.AreEqual(new[] { of123 + 1, x, x + 1, x + 2 }, Ids("gpt-2", "1234xyz"));
        CollectionAssert.AreEqual(new[] { one, one + 1, one + 2, one + 3, x, x + 1, x + 2 }, Ids("smollm", "1234xyz"));
        CollectionAssert.AreEqual(new[] { one, one + 1, one + 2, one + 3, x, x + 1, x + 2 }, Ids("qwen2", "1234xyz"));
        CollectionAssert.AreEqual(new[] { 0, of123, one + 3, tokens.Length - 1 }, Ids("llama-bpe", "1234xyz"));

        int[] Ids(string pre, string text)
        {
            GgufWriter writer = TinyGguf.Create().Remove(Prefix + "add_bos_token").Remove(Prefix + "pre").Add(Prefix + "pre", pre)
                .Remove(Prefix + "tokens").Add(Prefix + "tokens", tokens).Remove(Prefix + "merges").Add(Prefix + "merges", merges)
                .Remove(Prefix + "token_type").Add(Prefix + "token_type", [3, .. Enumerable.Repeat(1, tokens.Length - 1)]);
            return [.. Read(writer).Encode(text).Ids];
        }
    }

    [TestMethod]
    [DataRow("qwen2", null)]
    [DataRow("gpt2", "default")]
    public void A_file_without_a_way_of_splitting_has_that_of_its_architecture(string architecture, string? pre)
    {
        GgufWriter writer = TinyGguf.Create(architecture: architecture).Remove(Prefix + "pre");
        TextTokenizer tokenizer = Read(pre is null ? writer : writer.Add(Prefix + "pre", pre));
        Assert.HasCount(1, tokenizer.Encode("hello").Ids);
    }

    [TestMethod]
    [DataRow("model", "bert", "'tokenizer.ggml.model' is 'bert'; this version knows gpt2 (byte-level BPE) and llama")]
    [DataRow("pre", "tekken", "'tokenizer.ggml.pre' is 'tekken'. This version knows gpt-2, llama-bpe,")]
    [DataRow("pre", "default", "'tokenizer.ggml.pre' is 'default', so it is not known how it splits texts")]
    [DataRow("pre", null, "'tokenizer.ggml.pre' is missing, so it is not known how it splits texts")]
    public void A_tokenizer_that_is_not_known_is_refused_by_its_name(string key, string? value, string message)
    {
        GgufWriter writer = TinyGguf.Create().Remove(Prefix + key);
        NolaCompatibilityException fault = Assert.ThrowsExactly<NolaCompatibilityException>(
            () => Read(value is null ? writer : writer.Add(Prefix + key, value)));
        StringAssert.Contains(fault.Message, message, StringComparison.Ordinal);
        StringAssert.Contains(fault.Message, Name, StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_faulty_tokenizer_is_refused_with_what_is_wrong()
    {
        Check("its vocabulary", null, "'tokenizer.ggml.tokens' is missing", Prefix + "tokens");
        Check("no token", static file => file.Add(Prefix + "tokens", Array.Empty<string>()), "'tokenizer.ggml.tokens' is empty", Prefix + "tokens");
        Check("twice", static file => file.Add(Prefix + "tokens", [.. TinyGguf.Tokens[..^1], "he"]), "are both 'he'", Prefix + "tokens");
        Check("types", static file => file.Add(Prefix + "token_type", [1, 2]), "'tokenizer.ggml.token_type' has 2 elements, not 263", Prefix + "token_type");
        Check(
            "type 7", static file => file.Add(Prefix + "token_type", [7, .. TinyGguf.Types[1..]]), "'tokenizer.ggml.token_type' has 7 for the token 0",
            Prefix + "token_type");
        Check("merge", static file => file.Add(Prefix + "merges", ["h e", "hello"]), "'tokenizer.ggml.merges' has an entry 1 that is not two", Prefix + "merges");
        Check("merge of others", static file => file.Add(Prefix + "merges", ["zz y"]), "merge 0 ('zz') has a token that is not in the vocabulary", Prefix + "merges");
        Check("id", static file => file.Add(Prefix + "eos_token_id", 263u), "'tokenizer.ggml.eos_token_id' is 263, not an integer from 0 to 262", Prefix + "eos_token_id");

        static void Check(string what, Action<GgufWriter>? change, string message, string key)
        {
            GgufWriter writer = TinyGguf.Create().Remove(key);
            change?.Invoke(writer);
            CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => Read(writer), what);
            StringAssert.Contains(fault.Message, message, StringComparison.Ordinal, what);
        }
    }

    [TestMethod]
    public void Pieces_without_scores_or_types_or_with_one_score_are_refused()
    {
        GgufWriter Pieces() => new GgufWriter().Add("general.architecture", "llama").Add(Prefix + "model", "llama").Add(Prefix + "tokens", ["<unk>", "a", "b"])
            .Add(Prefix + "bos_token_id", 0u).Add(Prefix + "eos_token_id", 0u);
        int[] types = [2, 1, 1];
        Check(Pieces(), "'tokenizer.ggml.scores' is missing");
        Check(Pieces().Add(Prefix + "scores", [0f, -1f, -2f]), "'tokenizer.ggml.token_type' is missing");
        Check(Pieces().Add(Prefix + "scores", [0f, -1000f, -1000f]).Add(Prefix + "token_type", types), "gives all pieces one score");
        Read(Pieces().Add(Prefix + "scores", [0f, -1f, -2f]).Add(Prefix + "token_type", types));

        static void Check(GgufWriter writer, string message) =>
            StringAssert.Contains(Assert.ThrowsExactly<CorruptModelException>(() => Read(writer)).Message, message, StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_vocabulary_larger_than_the_embedding_is_refused()
    {
        using GgufFile file = GgufFile.Parse(TinyGguf.Create().ToBytes(), Name);
        CorruptModelException fault = Assert.ThrowsExactly<CorruptModelException>(() => GgufTokenizer.Read(file, 200));
        StringAssert.Contains(fault.Message, "'tokenizer.ggml.tokens' has 263 tokens, and the backbone knows 200", StringComparison.Ordinal);
    }

    private static TextTokenizer Read(GgufWriter writer)
    {
        using GgufFile file = GgufFile.Parse(writer.ToBytes(), Name);
        return new TextTokenizer(GgufTokenizer.Read(file, int.MaxValue));
    }

    private static GgufWriter FromPieces(string folder)
    {
        SentencePieceFile pieces = SentencePieceFile.Load(Repository.Shared("fixtures", "tokenizers", folder, "tokenizer.model"));
        return new GgufWriter().Add("general.architecture", "llama").Add(Prefix + "model", "llama").Add(Prefix + "pre", "default")
            .Add(Prefix + "tokens", [.. pieces.Tokens.Select(static token => token.Text)])
            .Add(Prefix + "scores", [.. pieces.Tokens.Select(static token => token.Score)])
            .Add(Prefix + "token_type", [.. pieces.Tokens.Select(static token => (int)token.Type)])
            .Add(Prefix + "bos_token_id", 1u).Add(Prefix + "eos_token_id", 2u).Add(Prefix + "unknown_token_id", 0u);
    }
}
