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

    // Stretches of Unicode that the generated texts draw from, with the characters at which tokenizers disagree.
    private static readonly (int First, int Last)[] Stretches =
    [
        (0x00, 0xFF), (0x20, 0x7E), (0x20, 0x7E), (0x20, 0x7E), (0x100, 0x24F), (0x250, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x590, 0x6FF), (0x8A0, 0x97F), (0xC00, 0xC8F),
        (0x1100, 0x11FF), (0x1700, 0x17FF), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x20D0, 0x214F), (0x2E40, 0x2E60), (0x3000, 0x30FF), (0x3400, 0x3410), (0x4E00, 0x4F00), (0xA8C0, 0xA8FF), (0xAC00, 0xAD00),
        (0xF900, 0xFA10), (0xFE00, 0xFEFF), (0xFFF0, 0xFFFF), (0x10D60, 0x10D90), (0x110B0, 0x111D0), (0x11710, 0x11730), (0x13420, 0x13450), (0x1D400, 0x1D440), (0x1F600, 0x1F640), (0x20000, 0x20010),
        (0x2A6D0, 0x2A710), (0x2B810, 0x2B930), (0x2F800, 0x2F810), (0xE0000, 0xE0080), (0x10FFF0, 0x10FFFF),
    ];

    [TestMethod]
    public void Questions_of_customers_have_the_ids_of_the_reference()
    {
        string[] lines = [.. File.ReadLines(Repository.Shared("datasets", "banking77", "train.csv")).Skip(1).Where((_, i) => i % 10 == 0).Take(Rows)];
        Assert.HasCount(Rows, lines);
        Compare(BertUncased(), Oracle(Repository.Shared("tokenizers", "bert-uncased", "tokenizer.json"), _ => { }), lines);
    }

    [TestMethod]
    public void Generated_texts_have_the_ids_of_the_reference() =>
        Compare(BertUncased(), Oracle(Repository.Shared("tokenizers", "bert-uncased", "tokenizer.json"), _ => { }), Generate(20261126, 2 * Rows));

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
            .Where(value => Rune.IsValid(value) && (value < 0x3400 || (value is >= 0xA000 and < 0xAC00) || (value is >= 0xF900 and < 0x17000) || (value is >= 0x1B000 and < 0x20000) || value % 61 == 0))
            .Select(value => $"a{new Rune(value)}b"));
    }

    [TestMethod]
    [DataRow(true, null)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void Each_letter_becomes_the_same_letters_as_in_the_reference(bool lowerCase, bool? stripAccents)
    {
        // With every character in the vocabulary, alone and inside a word, the ids tell what it was turned into.
        string[] letters = [.. Enumerable.Range(0x21, 0x30000).Where(value => Rune.IsValid(value) && value is not ((>= 0x3400 and < 0xA000) or (>= 0xAE00 and < 0xF900) or (>= 0x20000 and < 0x2F800)))
            .Select(value => new Rune(value)).Where(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.Control))
            .Where(rune => !IsTooYoung(rune)).Select(rune => rune.ToString())];
        string[] tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", .. letters, .. letters.Select(letter => $"##{letter}").Where(token => token != "###")];
        (TextTokenizer tokenizer, global::Tokenizers.DotNet.Tokenizer oracle) = CreateBoth(tokens, lowerCase, stripAccents);
        using global::Tokenizers.DotNet.Tokenizer owned = oracle;
        Compare(tokenizer, oracle, letters);
    }

    // Letters of Unicode 16, whose lower case the reference knows and this system's ICU may not know yet. No model's vocabulary has them.
    private static bool IsTooYoung(Rune rune) => rune.Value is 0x1C89 or (>= 0xA7CB and <= 0xA7DC) or (>= 0x10D50 and <= 0x10D65);

    private static IEnumerable<string> Generate(int seed, int count)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++)
        {
            StringBuilder text = new();
            int length = random.Next(1, 60);
            while (text.Length < length)
            {
                (int first, int last) = Stretches[random.Next(Stretches.Length)];
                for (int run = random.Next(1, 5); run > 0; run--)
                {
                    text.Append(new Rune(random.Next(first, last + 1)));
                }

                text.Append(random.Next(6) switch { 0 => " ", 1 => "the", 2 => "[MASK]", _ => "" });
            }

            yield return text.ToString();
        }
    }

    private static void Compare(TextTokenizer tokenizer, global::Tokenizers.DotNet.Tokenizer oracle, IEnumerable<string> texts)
    {
        List<string> wrong = [];
        foreach (string text in texts)
        {
            int[] expected = [.. oracle.Encode(text).Select(id => (int)id)];
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
        global::Tokenizers.DotNet.Tokenizer oracle = Oracle(Repository.Shared("tokenizers", "bert-uncased", "tokenizer.json"), root =>
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

    // The wrapper reads files only, obeys the file's padding and truncation, and adds special tokens whether asked or not: all three are taken out of a copy.
    private static global::Tokenizers.DotNet.Tokenizer Oracle(string tokenizerJson, Action<JsonNode> edit)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllBytes(tokenizerJson))!;
        root["padding"] = null;
        root["truncation"] = null;
        root["post_processor"] = null;
        edit(root);
        using TemporaryFolder folder = new();
        string path = folder.File("tokenizer.json");
        File.WriteAllText(path, root.ToJsonString());
        return new global::Tokenizers.DotNet.Tokenizer(path);
    }
}
