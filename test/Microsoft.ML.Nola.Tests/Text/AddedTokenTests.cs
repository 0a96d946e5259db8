using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>Tokens that were added to a vocabulary are found as the reference finds them, wherever a folder names them.</summary>
[TestClass]
public sealed class AddedTokenTests
{
    private static readonly string[] Texts =
    [
        "a foo b", "a [E1]b [E1] b[E1]", "covid19 Covid19 xcovid19y COVID19", "a <w> b a<w> <w>b <w>_ .<w>. é<w> <w>1 \u0301<w> <w>\u200D <w>",
        "a  <l>  b", "<l><l>\t<l>",
        "new york New  York new york", "NEW YORKb", "café Cafe\u0301 CAFÉS cafes", "[MASK]<w>[MASK]", "<w><w>", "a <ww> <www> <w>w",
        "\u4E2D<w>\u4E2Dcovid19\u4E2D", "foo.bar covid\u000019 co\u00ADvid19", "",
    ];

    [TestMethod]
    public void Tokens_of_tokenizer_json_are_found_as_in_the_reference()
    {
        using WordPieceFolder folder = new();
        int id = WordPieceFolder.VocabularySize;
        folder.Add(WordPieceFolder.Added("[E1]", id, special: true));
        folder.Add(WordPieceFolder.Added("covid19", id + 1, normalized: true));
        folder.Add(WordPieceFolder.Added("<w>", id + 2, special: true, singleWord: true));
        folder.Add(WordPieceFolder.Added("<l>", id + 3, special: true, leftStrip: true, rightStrip: true));
        folder.Add(WordPieceFolder.Added("New York", id + 4, normalized: true, singleWord: true));
        folder.Add(WordPieceFolder.Added("Café", id + 5, normalized: true));
        folder.Add(WordPieceFolder.Added("<ww>", id + 6));
        folder.Add(WordPieceFolder.Added("foo", 8, normalized: true));
        TextTokenizer tokenizer = folder.Read();
        using global::Tokenizers.DotNet.Tokenizer oracle = TokenizerOracle.Read(Path.Combine(folder.Path, "tokenizer.json"));
        foreach (string text in Texts.Concat(UnicodeTexts.Generate(20270308, 300).Select(static (text, i) => Mix(text, i))))
        {
            CollectionAssert.AreEqual(oracle.Ids(text), tokenizer.Encode(text, addSpecialTokens: false).Ids.ToArray(), text);
        }

        Assert.AreEqual(id + 7, tokenizer.VocabularySize);
        Assert.AreEqual("a New York [E1]", tokenizer.Decode([5, id + 4, id]));
        Assert.AreEqual("a New York", tokenizer.Decode([5, id + 4, id], skipSpecialTokens: true));
    }

    [TestMethod]
    public void Long_texts_with_added_tokens_have_the_ids_of_the_reference()
    {
        using WordPieceFolder folder = new();
        folder.Add(WordPieceFolder.Added("ab", WordPieceFolder.VocabularySize, normalized: true));
        folder.Add(WordPieceFolder.Added("<w>", WordPieceFolder.VocabularySize + 1, singleWord: true));
        TextTokenizer tokenizer = folder.Read();
        using global::Tokenizers.DotNet.Tokenizer oracle = TokenizerOracle.Read(Path.Combine(folder.Path, "tokenizer.json"));
        Random random = new(20270309);
        for (int i = 0; i < 30; i++)
        {
            string[] pieces = i % 2 == 0 ? ["a", "b", "foo", "A"] : ["a", "b", "e", "<w>", ".", "\u4E2D", " ", "\u00C9"];
            string text = string.Concat(Enumerable.Range(0, random.Next(300, 4000)).Select(_ => pieces[random.Next(pieces.Length)]));
            int[] whole = oracle.Ids(text);
            CollectionAssert.AreEqual(whole, tokenizer.Encode(text, maxLength: int.MaxValue, addSpecialTokens: false).Ids.ToArray());
            CollectionAssert.AreEqual(whole[..Math.Min(whole.Length, 40)], tokenizer.Encode(text, maxLength: 40, addSpecialTokens: false).Ids.ToArray());
        }
    }

    /// <summary>The files of transformers before and after 4.34, without tokenizer.json.</summary>
    [TestMethod]
    [DataRow("added_tokens.json", """{"[E1]": 17, "covid19": 16}""")]
    [DataRow("tokenizer_config.json", """
        {"added_tokens_decoder": {"16": {"content": "covid19", "normalized": true}, "17": {"content": "[E1]", "special": true}}}
        """)]
    public void Tokens_of_other_files_are_found(string name, string json)
    {
        using WordPieceFolder folder = new();
        folder.Delete("tokenizer.json");
        folder.Delete("tokenizer_config.json");
        folder.Write(name, json);
        folder.Write("special_tokens_map.json", """{"additional_special_tokens": ["[E1]", {"content": "foo", "lstrip": true}], "cls_token": "[CLS]"}""");
        TextTokenizer tokenizer = folder.Read();
        CollectionAssert.AreEqual(new[] { 2, 17, 16, 16, 8, 6, 3 }, tokenizer.Encode("[E1]covid19 COVID19 foob").Ids.ToArray());
        Assert.AreEqual("covid19", tokenizer.Decode([17, 16, 8], skipSpecialTokens: true));
        Assert.AreEqual(18, tokenizer.VocabularySize);
    }

    [TestMethod]
    [DataRow("""["[E1]"]""")]
    [DataRow("""{"entity": "[E1]"}""")]
    [DataRow("""{"entity": {"content": "[E1]"}}""")]
    public void Extra_special_tokens_are_found(string json)
    {
        using WordPieceFolder folder = new();
        folder.Delete("tokenizer.json");
        folder.Write("added_tokens.json", """{"[E1]": 16}""");
        folder.Config["extra_special_tokens"] = JsonNode.Parse(json);
        CollectionAssert.AreEqual(new[] { 2, 5, 16, 5, 3 }, folder.Read().Encode("a[E1]a").Ids.ToArray());
    }

    [TestMethod]
    [DataRow("""{"[E1]": 16}""", 16, "'[E1]' of 'FOLDER/added_tokens.json' has the id 16, and the backbone knows 16 (vocab_size of config.json)")]
    [DataRow("""{"[E1]": 15}""", 20, "has the id 15, which is '.' in 'FOLDER/vocab.txt'")]
    [DataRow("""{"foo": 17}""", 20, "'foo' of 'FOLDER/added_tokens.json' has the id 17, and in 'FOLDER/vocab.txt' 8")]
    [DataRow("""{"[E1]": 16, "[E2]": 16}""", 20, "'[E2]' of 'FOLDER/added_tokens.json' has the id of '[E1]'")]
    public void Ids_that_cannot_be_are_refused(string added, int maximumTokens, string cause)
    {
        using WordPieceFolder folder = new();
        folder.Delete("tokenizer.json");
        folder.Write("added_tokens.json", added);
        Refuses(folder, cause, maximumTokens);
    }

    [TestMethod]
    public void Tokens_without_an_id_or_that_two_files_describe_otherwise_are_refused()
    {
        using (WordPieceFolder folder = new())
        {
            folder.Config["additional_special_tokens"] = new JsonArray("[E1]");
            Refuses(folder, "'[E1]' of 'FOLDER/tokenizer_config.json' has no id");
        }

        using (WordPieceFolder folder = new())
        {
            folder.Add(WordPieceFolder.Added("[E1]", 16));
            folder.Config["added_tokens_decoder"] = new JsonObject { ["16"] = WordPieceFolder.Added("[E1]", null, normalized: true) };
            Refuses(folder, "'[E1]' of 'FOLDER/tokenizer.json' has another single_word or normalized than in 'FOLDER/tokenizer_config.json'");
        }

        using (WordPieceFolder folder = new())
        {
            folder.Add(WordPieceFolder.Added("[E1]", 16));
            folder.Write("added_tokens.json", """{"[E1]": 17}""");
            Refuses(folder, "'[E1]' of 'FOLDER/tokenizer.json' has the id 16, and in 'FOLDER/added_tokens.json' 17");
        }

        using (WordPieceFolder folder = new())
        {
            folder.Write("special_tokens_map.json", """{"cls_token": "[MASK]"}""");
            Refuses(folder, "'cls_token' of 'FOLDER/special_tokens_map.json' is '[MASK]', and in tokenizer_config.json '[CLS]'");
        }

        using (WordPieceFolder folder = new())
        {
            folder.Add(WordPieceFolder.Added("Foo", 16, normalized: true));
            folder.Add(WordPieceFolder.Added("foo", 8, normalized: true));
            Refuses(folder, "is like 'foo'");
        }
    }

    private static void Refuses(WordPieceFolder folder, string cause, int maximumTokens = 1000)
    {
        NolaCompatibilityException fault = Assert.ThrowsExactly<NolaCompatibilityException>(() => folder.Read(maximumTokens));
        string message = fault.Message.Replace(folder.Path + Path.DirectorySeparatorChar, "FOLDER/", StringComparison.Ordinal);
        StringAssert.Contains(message, cause, StringComparison.Ordinal);
    }

    private static string Mix(string text, int i)
    {
        int at = i % text.Length;
        at -= at > 0 && char.IsLowSurrogate(text[at]) ? 1 : 0;
        return text[..at] + (i % 4) switch { 0 => "<w>", 1 => "CoVid19", 2 => "new york", _ => "cafe\u0301" } + text[at..];
    }
}
