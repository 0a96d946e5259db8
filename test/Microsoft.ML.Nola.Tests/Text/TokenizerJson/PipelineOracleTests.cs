using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tests.Text.TokenizerJson;

/// <summary>Each part of a tokenizer.json gives what Hugging Face's own library gives, over texts of many scripts.</summary>
[TestClass]
public sealed class PipelineOracleTests
{
    private static readonly string[] Texts =
    [
        .. UnicodeTexts.Generate(20270402, 250),
        "", " ", "   ", "a", " a", "a ", "  two  spaces  ", "it's I'll WE'RE 'tis ''s x'S '\u017F", "tab\tnew\nline\r\n\r\nend\n", "foo_bar-baz.qux", "x1y22z333 4444\u00BD\u2167\u0664",
        "caf\u00E9 cafe\u0301 e\u0301\u0323 e\u0323\u0301 \u1E69 \u0390 \uFB01 \u00C5 \u212B \uAC01 \u1100\u1161\u11A8 \u1100\u1161\u11A7 \u0958 \u2126",
        "$5.00 + 3% = [x] {y} <z> \u00BFqu\u00E9? \u00AB\u00BB \u3001\u3002", "``quoted'' \"text\"", "\u00A0nb\u3000sp\u2003em\u1680x\u0085y\u2028z",
        "\U0001D538\U0001D539 \U0001F600\U0001F601\U0001F130 \U00020000\U00020001 \U0001D7D8\U0001D7D9", "\u24B6\u00B2\u00BC a\u200Db a\u200Cb", "▁a▁▁b", "IJK \u0130\u0131 \u212A \u1E9E \u03A3\u03A3",
    ];

    [TestMethod]
    [DataRow("""{"type":"NFC"}""")]
    [DataRow("""{"type":"NFD"}""")]
    [DataRow("""{"type":"NFKC"}""")]
    [DataRow("""{"type":"NFKD"}""")]
    [DataRow("""{"type":"Lowercase"}""")]
    [DataRow("""{"type":"StripAccents"}""")]
    [DataRow("""{"type":"Strip","strip_left":true,"strip_right":false}""")]
    [DataRow("""{"type":"Strip","strip_left":false,"strip_right":true}""")]
    [DataRow("""{"type":"Prepend","prepend":"ab"}""")]
    [DataRow("""{"type":"Replace","pattern":{"String":"a"},"content":"$1"}""")]
    [DataRow("""{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}""")]
    [DataRow("""{"type":"Replace","pattern":{"Regex":"(\\d)\\s*(?=[a-z]|$)"},"content":"<>"}""")]
    [DataRow("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""")]
    [DataRow("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,"strip_accents":true,"lowercase":false}""")]
    [DataRow("""
        {"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"String":"``"},"content":"\""},{"type":"Replace","pattern":{"String":"''"},"content":"\""},
          {"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"},{"type":"Strip","strip_left":true,"strip_right":true}]}
        """)]
    public void A_normalizer_normalises_as_the_reference(string normalizer) => AssertSame(PipelineJson.ShowingWords(normalizer, null));

    [TestMethod]
    [DataRow("""{"type":"BertPreTokenizer"}""")]
    [DataRow("""{"type":"Whitespace"}""")]
    [DataRow("""{"type":"WhitespaceSplit"}""")]
    [DataRow("""{"type":"Punctuation","behavior":"Isolated"}""")]
    [DataRow("""{"type":"Punctuation","behavior":"Removed"}""")]
    [DataRow("""{"type":"Punctuation","behavior":"Contiguous"}""")]
    [DataRow("""{"type":"Punctuation","behavior":"MergedWithPrevious"}""")]
    [DataRow("""{"type":"Punctuation","behavior":"MergedWithNext"}""")]
    [DataRow("""{"type":"Digits","individual_digits":true}""")]
    [DataRow("""{"type":"Digits","individual_digits":false}""")]
    [DataRow("""{"type":"CharDelimiterSplit","delimiter":"a"}""")]
    [DataRow("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""")]
    [DataRow("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}""")]
    [DataRow("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"never","split":false}""")]
    [DataRow("""{"type":"Metaspace","replacement":"▁","str_rep":"▁","add_prefix_space":true}""")]
    [DataRow("""{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}""")]
    [DataRow("""{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithNext","invert":true}""")]
    [DataRow("""{"type":"Split","pattern":{"String":"a"},"behavior":"Contiguous","invert":true}""")]
    [DataRow("""{"type":"Split","pattern":{"Regex":"\\w+|[^\\w\\s]+"},"behavior":"Removed","invert":true}""")]
    [DataRow("""{"type":"Split","pattern":{"Regex":"\\s+"},"behavior":"MergedWithNext","invert":false}""")]
    [DataRow("""{"type":"Split","pattern":{"Regex":"^.|[^\\d]$"},"behavior":"Isolated","invert":false}""")]
    [DataRow("""{"type":"Split","pattern":{"Regex":" ?[^(\\s|[.,!?…。，、।۔،])]+"},"behavior":"Isolated","invert":false}""")]
    [DataRow("""
        {"type":"Split","pattern":{"Regex":"'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false}
        """)]
    [DataRow("""
        {"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},
          "behavior":"Isolated","invert":false}
        """)]
    [DataRow("""
        {"type":"Split","pattern":{"Regex":"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+"},
          "behavior":"Isolated","invert":false}
        """)]
    [DataRow("""
        {"type":"Split","behavior":"Removed","invert":true,"pattern":{"Regex":
          "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"}}
        """)]
    [DataRow("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}]}""")]
    [DataRow("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}]}""")]
    [DataRow("""{"type":"Sequence","pretokenizers":[{"type":"Punctuation"},{"type":"Digits","individual_digits":false}]}""")]
    public void A_pre_tokenizer_splits_as_the_reference(string preTokenizer) => AssertSame(PipelineJson.ShowingWords(null, preTokenizer));

    [TestMethod]
    [DataRow("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""")]
    [DataRow("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":false,"use_regex":true}""")]
    [DataRow("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":false}""")]
    [DataRow("""
        {"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}]}
        """)]
    [DataRow("""
        {"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Contiguous"},{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}]}
        """)]
    public void Byte_level_ids_are_those_of_the_reference(string preTokenizer)
    {
        JsonObject root = PipelineJson.ByteLevel(preTokenizer: preTokenizer);
        AssertSame(root);
        root["model"]!["ignore_merges"] = true;
        root["model"]!["vocab"]!["Ġou"] = 275;
        AssertSame(root);
    }

    [TestMethod]
    [DataRow(true, true)]
    [DataRow(false, true)]
    [DataRow(false, false)]
    public void Metaspace_ids_are_those_of_the_reference(bool byteFallback, bool fuseUnknown)
    {
        JsonObject root = PipelineJson.Metaspace(byteFallback, fuseUnknown);
        AssertSame(root);
        root["model"]!["unk_token"] = null;
        AssertSame(root);
    }

    [TestMethod]
    public void Added_tokens_are_found_as_in_the_reference()
    {
        JsonObject root = PipelineJson.ByteLevel("""{"type":"Lowercase"}""");
        int first = root["model"]!["vocab"]!.AsObject().Count;
        root.With(WordPieceFolder.Added("<mask>", first, special: true, leftStrip: true))
            .With(WordPieceFolder.Added("<right>", first + 1, special: true, rightStrip: true))
            .With(WordPieceFolder.Added("<w>", first + 2, singleWord: true))
            .With(WordPieceFolder.Added("New", first + 3, normalized: true))
            .With(WordPieceFolder.Added("New York", first + 4, normalized: true, singleWord: true, leftStrip: true))
            .With(WordPieceFolder.Added("    ", first + 5, normalized: true));
        Random random = new(20270403);
        string[] parts = ["<mask>", " ", "  ", "<right>", "\n", "<w>", "a", "new york", "NEW", "    ", ".", "é", "\u3000"];
        AssertSame(root, Enumerable.Range(0, 1500).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => parts[random.Next(parts.Length)]))));
    }

    [TestMethod]
    [DataRow("null")]
    [DataRow("""{"type":"WordPiece","prefix":"##","cleanup":true}""")]
    [DataRow("""{"type":"WordPiece","prefix":"a","cleanup":false}""")]
    [DataRow("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""")]
    [DataRow("""{"type":"Metaspace","replacement":"a","prepend_scheme":"always","split":true}""")]
    [DataRow("""{"type":"Metaspace","replacement":"a","prepend_scheme":"never","split":true}""")]
    [DataRow("""{"type":"BPEDecoder","suffix":"h"}""")]
    [DataRow("""{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}""")]
    [DataRow("""{"type":"Sequence","decoders":[{"type":"Strip","content":"a","start":1,"stop":0},{"type":"ByteFallback"}]}""")]
    public void A_decoder_writes_as_the_reference(string decoder)
    {
        foreach (JsonObject root in new[] { PipelineJson.ByteLevel(), PipelineJson.Metaspace(byteFallback: true, fuseUnknown: true) })
        {
            root["decoder"] = JsonNode.Parse(decoder);
            TextTokenizer tokenizer = PipelineJson.Read(root);
            using global::Tokenizers.DotNet.Tokenizer oracle = PipelineJson.Oracle(root);
            Random random = new(20270404);
            for (int i = 0; i < 400; i++)
            {
                int[] ids = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(tokenizer.VocabularySize))];
                Assert.AreEqual(oracle.Decode([.. ids.Select(static id => (uint)id)]), tokenizer.Decode(ids), string.Join(' ', ids));
            }
        }
    }

    /// <summary>Long words, which are merged by another algorithm, and in parts.</summary>
    [TestMethod]
    public void Long_words_have_the_ids_of_the_reference()
    {
        Random random = new(20270405);
        string[] words =
        [
            .. Enumerable.Range(0, 300).Select(_ => string.Concat(Enumerable.Range(0, random.Next(30, 900)).Select(_ => "aaathein 12é中x▁"[random.Next(15)]))),
            new string('a', 10_001), new string(' ', 999), new string('中', 1_000),
        ];
        AssertSame(PipelineJson.Metaspace(byteFallback: true, fuseUnknown: true), words);
        AssertSame(PipelineJson.Metaspace(byteFallback: false, fuseUnknown: true), words);
        AssertSame(PipelineJson.ByteLevel(preTokenizer: """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}"""), words);
    }

    private static void AssertSame(JsonObject root, IEnumerable<string>? texts = null)
    {
        TextTokenizer tokenizer = PipelineJson.Read(root);
        using global::Tokenizers.DotNet.Tokenizer oracle = PipelineJson.Oracle(root);
        List<string> wrong = [];
        foreach (string text in texts ?? Texts)
        {
            int[] wanted = oracle.Ids(text);
            int[] ids = [.. tokenizer.Encode(text, maxLength: int.MaxValue, addSpecialTokens: false).Ids];
            if (!ids.SequenceEqual(wanted))
            {
                wrong.Add($"{Escape(text)}: [{string.Join(' ', ids.Take(40))}] for [{string.Join(' ', wanted.Take(40))}]");
            }
        }

        Assert.IsEmpty(wrong, $"{wrong.Count}: {string.Join('\n', wrong.Take(10))}");
    }

    private static string Escape(string text) =>
        string.Concat(text.Take(200).Select(static unit => char.IsAscii(unit) && !char.IsControl(unit) ? unit.ToString() : $"\\u{(int)unit:X4}"));
}
