using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.TokenizerJson;

/// <summary>What a pipeline does beside ids: frames, words, long texts.</summary>
[TestClass]
public sealed class PipelineTests
{
    private const int Million = 1_000_000;

    [TestMethod]
    [DataRow("""{"type":"BertProcessing","sep":["b",1],"cls":["a",0]}""", "0 9 1", "0 9 1 8 1", "0 0 0 1 1")]
    [DataRow("""{"type":"RobertaProcessing","sep":["b",1],"cls":["a",0],"trim_offsets":true,"add_prefix_space":true}""", "0 9 1", "0 9 1 1 8 1", "0 0 0 0 0 0")]
    [DataRow("""{"type":"Sequence","processors":[{"type":"ByteLevel"},{"type":"BertProcessing","sep":["b",1],"cls":["a",0]}]}""", "0 9 1", "0 9 1 8 1", "0 0 0 1 1")]
    [DataRow("null", "9", "9 8", "0 0")]
    [DataRow("""
        {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
          "pair":[{"SpecialToken":{"id":"x","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"x","type_id":1}},{"Sequence":{"id":"B","type_id":1}}],
          "special_tokens":{"x":{"id":"x","ids":[4,5],"tokens":["x","y"]}}}
        """, "4 5 9", "4 5 9 4 5 8", "0 0 0 1 1 1")]
    public void Special_tokens_stand_around_texts_as_the_file_says(string processor, string ofText, string ofPair, string types)
    {
        JsonObject root = PipelineJson.ByteLevel();
        root["post_processor"] = JsonNode.Parse(processor);
        TextTokenizer tokenizer = PipelineJson.Read(root);
        Assert.AreEqual(ofText, string.Join(' ', tokenizer.Encode("\t").Ids));
        Assert.AreEqual(ofPair, string.Join(' ', tokenizer.Encode("\t", "\b").Ids));
        Assert.AreEqual(types, string.Join(' ', tokenizer.Encode("\t", "\b").TypeIds));
    }

    [TestMethod]
    public void The_tokens_for_parts_are_those_that_the_files_name()
    {
        JsonObject root = PipelineJson.ByteLevel();
        int first = root["model"]!["vocab"]!.AsObject().Count;
        root.With(WordPieceFolder.Added("<p>", first, special: true)).With(WordPieceFolder.Added("<c>", first + 1, special: true));
        TextTokenizer tokenizer = PipelineJson.Read(root, """{"pad_token":"<p>","cls_token":{"content":"<c>","lstrip":false},"sep_token":"he","padding_side":"left"}""");
        Assert.AreEqual((first, first + 1, 257, PaddingSide.Left), (tokenizer.PadId, tokenizer.ClsId, tokenizer.SepId, tokenizer.PaddingSide));
        Assert.AreEqual("t", tokenizer.Decode([.. tokenizer.Encode("<p>the<c>he").Ids], skipSpecialTokens: true));
        root["padding"] = JsonNode.Parse("""{"strategy":{"Fixed":8},"direction":"Right","pad_id":3,"pad_type_id":0,"pad_token":"x"}""");
        Assert.AreEqual(3, PipelineJson.Read(root).PadId);
    }

    /// <summary>White space counts to the word after it.</summary>
    [TestMethod]
    [DataRow("bytes", "the end", "0 0 1 1 1")]
    [DataRow("bytes", "  an\n é é  ", "0 0 0 1 1 1 2 2 2")]
    [DataRow("bytes", "a<x> <x>b", "0 0 1 1")]
    [DataRow("bytes", "   ", "-1 -1")]
    [DataRow("metaspace", "the the  e", "0 1 2 2")]
    [DataRow("metaspace", "a Zb", "0 0 1 1 1")]
    [DataRow("metaspace", "é 中 €", "0 0 1 1 2 2 2 2")]
    [DataRow("bert", " Don't  stop 中中", "0 0 0 1 2 2")]
    [DataRow("stripped", "  a  b ", "0 1 1")]
    public void Each_id_has_the_index_of_its_word(string kind, string text, string expected)
    {
        TextTokenizer tokenizer = PipelineJson.Read(kind switch
        {
            "bytes" => PipelineJson.ByteLevel().With(WordPieceFolder.Added("<x>", 275, special: true, leftStrip: true)),
            "metaspace" => PipelineJson.Metaspace(byteFallback: true, fuseUnknown: true),
            "stripped" => PipelineJson.ByteLevel(
                """{"type":"Strip","strip_left":true,"strip_right":true}""",
                """{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"Ġ","prepend_scheme":"always","split":true}]}"""),
            _ => Bert(),
        });
        List<int> ids = [];
        List<int> words = [];
        tokenizer.Encode(text, null, 128, ids, null, words, out _);
        Assert.AreEqual(expected, string.Join(' ', words), string.Join(' ', ids));
        CollectionAssert.AreEqual(tokenizer.Encode(text, maxLength: 128).Ids.ToArray(), ids);
    }

    [TestMethod]
    [DataRow("bytes")]
    [DataRow("nfkc")]
    [DataRow("metaspace")]
    [DataRow("bert")]
    public void Ids_are_the_same_whether_words_are_asked_for_or_not(string kind)
    {
        TextTokenizer tokenizer = PipelineJson.Read(Kind(kind));
        List<int> ids = [];
        List<int> words = [];
        foreach (string text in UnicodeTexts.Generate(20270406, 300))
        {
            ids.Clear();
            words.Clear();
            tokenizer.Encode(text, null, 100, ids, null, words, out _);
            CollectionAssert.AreEqual(tokenizer.Encode(text, maxLength: 100).Ids.ToArray(), ids, text);
            Assert.HasCount(ids.Count, words);
            CollectionAssert.AreEqual(words.Order().ToArray(), words, text);
        }
    }

    [TestMethod]
    [DataRow("bytes", "base64")]
    [DataRow("bytes", "one word")]
    [DataRow("nfkc", "base64")]
    [DataRow("metaspace", "base64")]
    [DataRow("metaspace", "emoji")]
    [DataRow("bert", "punctuation")]
    public void Long_texts_allocate_the_same_however_long_they_are(string kind, string content)
    {
        TextTokenizer tokenizer = PipelineJson.Read(Kind(kind));
        List<int> ids = [];
        long[] allocated = new long[2];
        for (int i = 0; i < allocated.Length; i++)
        {
            string text = LongTexts.Make(content, (i + 1) * Million);
            tokenizer.Encode(text, null, 128, ids, null, out _);
            long before = GC.GetAllocatedBytesForCurrentThread();
            tokenizer.Encode(text, null, 128, ids, null, out bool truncated);
            allocated[i] = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.IsTrue(truncated);
        }

        Assert.AreEqual(allocated[0], allocated[1], (2 * 8192) + (0.02 * allocated[0]));
        Assert.IsLessThan(Million, allocated[0]);
    }

    [TestMethod]
    [DataRow("bytes")]
    [DataRow("nfkc")]
    [DataRow("metaspace")]
    [DataRow("bert")]
    public void Long_texts_have_the_ids_of_the_reference(string kind)
    {
        JsonObject root = Kind(kind);
        TextTokenizer tokenizer = PipelineJson.Read(root);
        using global::Tokenizers.DotNet.Tokenizer oracle = PipelineJson.Oracle(root);
        foreach (string content in (string[])["base64", "ideographs", "one word", "one word of marks", "punctuation", "emoji", "one word of emoji", "mixed", "long words"])
        {
            for (int length = 500; length < 10_000; length = (length * 2) + 7)
            {
                string text = LongTexts.Make(content, length);
                // With spaces here and there too.
                text = length % 2 == 0 ? text : string.Concat(text.Select(static (unit, i) => i % 7 == 3 && !char.IsLowSurrogate(unit) ? $" {unit}" : unit.ToString()));
                int[] whole = oracle.Ids(text);
                foreach (int kept in new[] { 1, 20, 126, 600, int.MaxValue })
                {
                    int[] ids = [.. tokenizer.Encode(text, maxLength: kept, addSpecialTokens: false).Ids];
                    CollectionAssert.AreEqual(whole[..Math.Min(kept, whole.Length)], ids, $"{content}, {length}, {kept} kept");
                }
            }
        }
    }

    [TestMethod]
    public void Half_a_surrogate_pair_is_a_replacement_character() => CollectionAssert.AreEqual(
        PipelineJson.Read(PipelineJson.ByteLevel()).Encode("a\uFFFDb").Ids.ToArray(), PipelineJson.Read(PipelineJson.ByteLevel()).Encode("a\uD800b").Ids.ToArray());

    [TestMethod]
    [DataRow(CultureScope.Turkish)]
    [DataRow(CultureScope.German)]
    public void Tokens_do_not_depend_on_the_culture(string culture)
    {
        const string Text = "I İ ı i 1.5 ISTANBUL'S ǅ";
        JsonObject root = PipelineJson.ShowingWords(
            """{"type":"Lowercase"}""", """{"type":"Split","pattern":{"Regex":"(?i:'S|I)|\\d+"},"behavior":"Isolated","invert":false}""");
        int[] wanted = [.. PipelineJson.Read(root).Encode(Text).Ids];
        using CultureScope scope = new(culture);
        CollectionAssert.AreEqual(wanted, PipelineJson.Read(root).Encode(Text).Ids.ToArray());
    }

    private static JsonObject Kind(string kind) => kind switch
    {
        "bytes" => PipelineJson.ByteLevel(),
        "nfkc" => PipelineJson.ByteLevel(
            """{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "},{"type":"Lowercase"}]}"""),
        "metaspace" => PipelineJson.Metaspace(byteFallback: true, fuseUnknown: true),
        _ => Bert(),
    };

    private static JsonObject Bert()
    {
        JsonObject root = PipelineJson.ByteLevel(
            """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""", """{"type":"BertPreTokenizer"}""");
        string[] tokens = ["[UNK]", "don", "'", "t", "stop", "中", "a", "##b", "##c", "1", "##2", "0", "##0", "##1", "##a", "!", ".", "##é"];
        root["model"] = new JsonObject
        {
            ["type"] = "WordPiece",
            ["unk_token"] = "[UNK]",
            ["continuing_subword_prefix"] = "##",
            ["max_input_chars_per_word"] = 100,
            ["vocab"] = new JsonObject(tokens.Select(static (token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
        };
        return root;
    }
}
