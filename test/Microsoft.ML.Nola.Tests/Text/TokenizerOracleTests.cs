using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>Compares with Hugging Face's own tokenizers library through Tokenizers.DotNet.</summary>
[TestClass]
public sealed class TokenizerOracleTests
{
    private const int Rows = 1000;

    [TestMethod]
    public void Questions_of_customers_have_the_ids_of_the_reference()
    {
        string[] lines = [.. File.ReadLines(Repository.Shared("datasets", "banking77", "train.csv")).Skip(1).Where((_, i) => i % 10 == 0).Take(Rows)];
        Assert.HasCount(Rows, lines);
        Compare(BertUncased(), TokenizerOracle.Read(Repository.Shared("tokenizers", "bert-uncased", "tokenizer.json")), lines);
    }

    [TestMethod]
    public void Generated_texts_have_the_ids_of_the_reference() =>
        Compare(
            BertUncased(),
            TokenizerOracle.Read(Repository.Shared("tokenizers", "bert-uncased", "tokenizer.json")),
            UnicodeTexts.Generate(20261126, 2 * Rows));

    [TestMethod]
    [DataRow(true, null)]
    [DataRow(false, null)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void Each_character_is_dropped_split_or_kept_as_in_the_reference(bool lowerCase, bool? stripAccents)
    {
        string[] tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##b", "b", "`", "=", "<", ">"];
        (TextTokenizer tokenizer, global::Tokenizers.DotNet.Tokenizer oracle) = CreateBoth(tokens, lowerCase, stripAccents);
        using global::Tokenizers.DotNet.Tokenizer owned = oracle;

        // Every character that may be special, and a sample of the rest, which is ideographs, private use and nothing.
        Compare(tokenizer, oracle, Enumerable.Range(0, 0x110000)
            .Where(value => Rune.IsValid(value) && (value < 0x3400 || (value is >= 0xA000 and < 0xAC00) || (value is >= 0xF900 and < 0x17000)
                || (value is >= 0x1B000 and < 0x20000) || value % 61 == 0))
            .Select(value => $"a{new Rune(value)}b"));
    }

    [TestMethod]
    [DataRow(true, null)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void Each_letter_becomes_the_same_letters_as_in_the_reference(bool lowerCase, bool? stripAccents)
    {
        // With every character in the vocabulary, alone and inside a word, the ids show what it was turned into.
        string[] letters = [.. Enumerable.Range(0x21, 0x30000)
            .Where(value => Rune.IsValid(value) && value is not ((>= 0x3400 and < 0xA000) or (>= 0xAE00 and < 0xF900) or (>= 0x20000 and < 0x2F800)))
            .Select(value => new Rune(value)).Where(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.Control))
            .Select(rune => rune.ToString())];
        string[] tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. letters, .. letters.Select(letter => $"##{letter}").Where(token => token != "###")];
        (TextTokenizer tokenizer, global::Tokenizers.DotNet.Tokenizer oracle) = CreateBoth(tokens, lowerCase, stripAccents);
        using global::Tokenizers.DotNet.Tokenizer owned = oracle;
        Compare(tokenizer, oracle, letters);
    }

    private static void Compare(TextTokenizer tokenizer, global::Tokenizers.DotNet.Tokenizer oracle, IEnumerable<string> texts)
    {
        List<string> wrong = [];
        foreach (string text in texts)
        {
            int[] expected = oracle.Ids(text);
            int[] actual = [.. tokenizer.Encode(text, maxLength: 10_000, addSpecialTokens: false).Ids];
            if (!actual.SequenceEqual(expected) && wrong.Count < 20)
            {
                string codes = string.Join(' ', text.EnumerateRunes().Select(rune => $"{rune.Value:X}"));
                wrong.Add($"{codes}: [{string.Join(' ', actual)}], reference [{string.Join(' ', expected)}]");
            }
        }

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    private static TextTokenizer BertUncased() => TextTokenizer.FromFolder(Repository.Shared("tokenizers", "bert-uncased"));

    private static (TextTokenizer Tokenizer, global::Tokenizers.DotNet.Tokenizer Oracle) CreateBoth(string[] tokens, bool lowerCase, bool? stripAccents)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("vocab.txt"), string.Join('\n', tokens));
        JsonObject settings = new() { ["do_lower_case"] = lowerCase, ["strip_accents"] = stripAccents };
        File.WriteAllText(folder.File("tokenizer_config.json"), settings.ToJsonString());
        global::Tokenizers.DotNet.Tokenizer oracle = TokenizerOracle.Read(Repository.Shared("tokenizers", "bert-uncased", "tokenizer.json"), root =>
        {
            root["normalizer"]!["lowercase"] = lowerCase;
            root["normalizer"]!["strip_accents"] = stripAccents;
            root["model"]!["vocab"] = new JsonObject(tokens.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id)));
            foreach (JsonNode? added in root["added_tokens"]!.AsArray())
            {
                added!["id"] = Array.IndexOf(tokens, added["content"]!.GetValue<string>());
            }
        });
        return (TextTokenizer.FromFolder(folder.Path), oracle);
    }
}
