using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Tests.Text.TokenizerJson;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.WordPiece;
using Nola.Testing.Mutation;

namespace Microsoft.ML.Nola.Tests.Mutation;

[TestClass]
public sealed class TokenizerJsonMutationTests
{
    private const string Text = "It's  2 cafés in 京都, \U0001F600 IT'LL <mask> the <w>.\n";

    [TestMethod]
    public void A_damaged_tokenizer_json_gives_ids_or_a_typed_error()
    {
        byte[][] files = [.. Files().Select(static root => Encoding.UTF8.GetBytes(root.ToJsonString()))];
        foreach (byte[] file in files)
        {
            Use(file);
        }

        new MutantRun("tokenizer.json").Run(random => Mutate(random, files), Use);
    }

    private static void Use(byte[] content)
    {
        TextTokenizer tokenizer = new(TokenizerJsonReader.Read(new TokenizerFiles(null, Json: JsonSettings.Parse(content, "tokenizer.json")), Vocabulary.MaximumTokens));
        List<int> ids = [];
        List<int> words = [];
        tokenizer.Encode(Text, Text, 200, ids, null, words, out _);
        Assert.IsTrue(ids.TrueForAll(id => id >= 0 && id < tokenizer.VocabularySize));
        Assert.HasCount(ids.Count, words);
        Assert.IsNotNull(tokenizer.Decode(ids));
    }

    private static (string Damage, byte[] Mutant, long Length) Mutate(Random random, byte[][] files)
    {
        byte[] content = files[random.Next(files.Length)];
        byte[] mutant = random.Next(8) == 0 ? ByteDamage.Apply(random, content, out string what) : JsonDamage.Apply(random, content, out what);
        return (what, mutant, mutant.Length);
    }

    private static IEnumerable<JsonObject> Files()
    {
        // Few tokens: most damage is to be elsewhere.
        JsonObject root = PipelineJson.Metaspace(byteFallback: false, fuseUnknown: true);
        root["pre_tokenizer"] = JsonNode.Parse(
            """
            {"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?i:'s|'ll)| ?\\p{L}+|[^\\s\\p{L}]++|\\s+(?!\\S)|\\s+"},"behavior":"Isolated","invert":false},
              {"type":"Punctuation","behavior":"Contiguous"},{"type":"Digits","individual_digits":true},
              {"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true},{"type":"ByteLevel","add_prefix_space":true,"use_regex":true}]}
            """);
        root["normalizer"] = JsonNode.Parse(
            """
            {"type":"Sequence","normalizers":[{"type":"Strip","strip_left":true,"strip_right":true},{"type":"NFKD"},{"type":"StripAccents"},{"type":"Lowercase"},
              {"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "},{"type":"Prepend","prepend":"▁"}]}
            """);
        root["post_processor"] = JsonNode.Parse(
            """
            {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
              "pair":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"<s>","type_id":1}},{"Sequence":{"id":"B","type_id":1}}],
              "special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}}
            """);
        int first = root["model"]!["vocab"]!.AsObject().Count;
        root.With(JsonNode.Parse($$"""{"id":{{first}},"content":"<mask>","special":true,"lstrip":true,"normalized":false}""")!)
            .With(JsonNode.Parse($$"""{"id":{{first + 1}},"content":"<w>","special":false,"single_word":true,"normalized":true}""")!);
        yield return root;

        JsonObject other = PipelineJson.Metaspace(byteFallback: false, fuseUnknown: false);
        other["model"] = JsonNode.Parse(
            """{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##","max_input_chars_per_word":9,"vocab":{"u":0,"it":1,"'":2,"##s":3,"the":4}}""");
        other["normalizer"] = JsonNode.Parse("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""");
        other["pre_tokenizer"] = JsonNode.Parse("""{"type":"BertPreTokenizer"}""");
        other["decoder"] = JsonNode.Parse("""{"type":"WordPiece","prefix":"##","cleanup":true}""");
        other["post_processor"] = JsonNode.Parse("""{"type":"RobertaProcessing","sep":["u",0],"cls":["it",1]}""");
        yield return other;
    }
}
