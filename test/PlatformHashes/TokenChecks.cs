using System.Text;
using Microsoft.ML.Nola.Tests.Text;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;
using Microsoft.ML.Nola.Text.WordPiece;

namespace PlatformHashes;

/// <summary>The ids of texts of many scripts, what every character is turned into, and the answers of the reference tokenizer.</summary>
internal static class TokenChecks
{
    private const int Generated = 2000;

    /// <summary>Letters whose case depends on the culture or on the age of the system's tables, and text that is not well-formed.</summary>
    private static readonly string[] Odd =
        ["I İ ı i", "ISTANBUL İSTANBUL ıstanbul", "ẞ ß ŉ ǰ ΐ ﬁ", "ΣΑΣ ΟΔΥΣΣΕΥΣ", "𐐀𐐨 Ⴀ ა Ა Ꭰ ꭰ", "e\u0301 \u00E9 \uD800 \uDC00x", "\uFFFE \uFFFF\0\u200D", ""];

    public static void Run(Report report, string root)
    {
        string data = Path.Combine(root, "test", "Microsoft.ML.Nola.Tests", "Data");
        string shared = Path.Combine(root, "..", "shared");
        TokenizerCase[] known = TokenizerCase.Load(Path.Combine(data, "wordpiece-uncased.jsonl"));
        TextTokenizer minilm = TextTokenizer.FromFolder(Path.Combine(root, "models", "minilm"));

        List<int> ids = [];
        foreach (string text in known.Select(static wanted => wanted.Text).Concat(Odd).Concat(UnicodeTexts.Generate(20261126, Generated)))
        {
            ids.AddRange(minilm.Encode(text, maxLength: 256).Ids);
            ids.AddRange(minilm.Encode(text, "a second text", maxLength: 32).TypeIds);
        }

        report.Hash("tokens.ids", ids);
        HashLetters(report);
        HashNormalForms(report);

        // The small vocabulary holds every piece of these texts and no more.
        TextTokenizer small = TextTokenizer.Create(Vocabulary.Load(Path.Combine(data, "wordpiece-uncased.vocab.txt")), null);
        report.Known("tokens.known", known.Length, TokenizerCase.FindWrong(small, known));
        if (Directory.Exists(shared))
        {
            TextTokenizer uncased = TextTokenizer.FromFolder(Path.Combine(shared, "tokenizers", "bert-uncased"));
            foreach (string name in (string[])["bert-uncased", "pairs-bert-uncased"])
            {
                TokenizerCase[] cases = TokenizerCase.Load(Path.Combine(shared, "fixtures", "tokenizers", name + ".jsonl"));
                report.Known($"tokens.shared.{name}.known", cases.Length, TokenizerCase.FindWrong(uncased, cases));
            }
        }
    }

    /// <summary>
    /// Every character that may be special, and a sample of ideographs, syllables and what is not assigned: alone, through each kind of normalisation.
    /// </summary>
    private static void HashLetters(Report report)
    {
        foreach ((bool lowerCase, bool stripAccents) in ((bool, bool)[])[(true, true), (true, false), (false, true)])
        {
            var normalizer = new BertNormalizer(lowerCase, stripAccents, separateIdeographs: true);
            List<char> letters = [];
            foreach (int value in Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Where(static value => value % 61 == 0 || !IsPlain(value)))
            {
                letters.AddRange(normalizer.Clean(new Rune(value).ToString()));
                letters.Add('\n');
            }

            report.Hash($"tokens.letters{(lowerCase ? ".lower" : "")}{(stripAccents ? ".strip" : "")}", letters);
        }
    }

    /// <summary>NFC and its kin, and what regular expressions and pre-tokenizers take characters for.</summary>
    private static void HashNormalForms(Report report)
    {
        UnicodeNormalizer[] forms = [.. from isCompatible in (bool[])[false, true] from composes in (bool[])[false, true] select new UnicodeNormalizer(isCompatible, composes)];
        RegexPattern pattern = RegexPattern.Create("(?i:'s|i)|\\p{Lu}|\\w+|\\p{N}|[^\\s\\w]+");
        List<char> letters = [];
        foreach (string text in Odd.Where(static text => !text.Contains('\uD800', StringComparison.Ordinal)).Concat(UnicodeTexts.Generate(20261127, Generated)))
        {
            foreach (UnicodeNormalizer form in forms)
            {
                letters.AddRange(form.Normalize(text, begins: true, ends: true));
                letters.Add('\n');
            }

            letters.AddRange(pattern.Find(text).Select(static match => (char)match.Length));
        }

        report.Hash("tokens.forms", letters);
    }

    private static bool IsPlain(int value) =>
        value is (>= 0x3400 and < 0xA000) or (>= 0xAC00 and < 0xF900) or (>= 0x17000 and < 0x1B000) or >= 0x20000 and not (>= 0x2F800 and < 0x2FA20);
}
