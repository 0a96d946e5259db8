using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.WordPiece;
using Microsoft.ML.Nola.Tests.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.TokenizerJson;

/// <summary>No part or setting of a tokenizer.json is passed over: it is honoured, or refused by its name and file.</summary>
[TestClass]
public sealed class PipelineFaultTests
{
    [TestMethod]
    [DataRow("normalizer", """{"type":"Nmt"}""", "'normalizer.type'")]
    [DataRow("normalizer", """{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Own"}]}""", "'normalizer.normalizers[1].type'")]
    [DataRow("normalizer", """{"type":"BertNormalizer","clean_text":false}""", "'normalizer.clean_text'")]
    [DataRow("pre_tokenizer", """{"type":"UnicodeScripts"}""", "'pre_tokenizer.type'")]
    [DataRow("pre_tokenizer", """{"type":"Punctuation","behavior":"Glued"}""", "'pre_tokenizer.behavior'")]
    [DataRow("pre_tokenizer", """{"type":"Metaspace","replacement":"_","prepend_scheme":"last"}""", "'pre_tokenizer.prepend_scheme'")]
    [DataRow("pre_tokenizer", """{"type":"Metaspace","replacement":"_","prepend_scheme":"first","add_prefix_space":false}""", "'pre_tokenizer.add_prefix_space'")]
    [DataRow("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"\\p{Han}"},"behavior":"Isolated"}""", "has '\\p'")]
    [DataRow("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"\\bx"},"behavior":"Isolated"}""", "has '\\b'")]
    [DataRow("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"[a&&b]"},"behavior":"Isolated"}""", "has '&&' in a class")]
    [DataRow("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"[[:alpha:]]"},"behavior":"Isolated"}""", "has '[:' in a class")]
    [DataRow("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"a{1,1000000}"},"behavior":"Isolated"}""", "a brace")]
    [DataRow("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"(?m:a)"},"behavior":"Isolated"}""", "has '(?m:'")]
    [DataRow("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"\ud835\udd38"},"behavior":"Isolated"}""", "beyond U+FFFF")]
    [DataRow("post_processor", """{"type":"Own"}""", "'post_processor.type'")]
    [DataRow("post_processor", """{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"B","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"special_tokens":{}}""", "'post_processor.single'")]
    [DataRow("post_processor", """{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":2}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":0}}],"special_tokens":{}}""", "'post_processor.pair'")]
    [DataRow("decoder", """{"type":"CTC"}""", "'decoder.type'")]
    [DataRow("truncation", """{"direction":"Left","max_length":5}""", "'truncation.direction'")]
    [DataRow("model", """{"type":"WordLevel","vocab":{"a":0},"unk_token":"a"}""", "'model.type'")]
    public void What_is_not_known_is_refused_by_name(string part, string json, string cause)
    {
        JsonObject root = PipelineJson.ByteLevel();
        root[part] = JsonNode.Parse(json);
        NolaCompatibilityException fault = Assert.ThrowsExactly<NolaCompatibilityException>(() => PipelineJson.Read(root));
        Assert.Contains(cause, fault.Message);
        Assert.Contains("tokenizer.json'", fault.Message);
    }

    [TestMethod]
    [DataRow("dropout", "0.1", "'model.dropout'")]
    public void A_setting_of_a_model_that_cannot_be_had_is_refused(string name, string value, string cause)
    {
        JsonObject root = PipelineJson.ByteLevel();
        root["model"]![name] = JsonNode.Parse(value);
        Assert.Contains(cause, Assert.ThrowsExactly<NolaCompatibilityException>(() => PipelineJson.Read(root)).Message);
    }

    [TestMethod]
    [DataRow("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"(["},"behavior":"Isolated"}""", "is no regular expression")]
    [DataRow("pre_tokenizer", """{"type":"Split","pattern":{"String":""},"behavior":"Isolated"}""", "'pre_tokenizer.pattern.String' is empty")]
    [DataRow("pre_tokenizer", """{"type":3}""", "'pre_tokenizer.type' is 3")]
    [DataRow("pre_tokenizer", """{"type":"Metaspace","replacement":"ab"}""", "'pre_tokenizer.replacement' is not one character")]
    [DataRow("post_processor", """{"type":"RobertaProcessing","cls":["a",0],"sep":["b",100000]}""", "'post_processor.sep' is 100000")]
    [DataRow("post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"x"}},{"Sequence":{"id":"A"}}],"pair":[],"special_tokens":{}}""", "'post_processor.special_tokens.x' is missing")]
    [DataRow("model", """{"type":"BPE","vocab":{},"merges":[]}""", "its vocabulary is empty")]
    [DataRow("model", """{"type":"BPE","vocab":{"a":1048576},"merges":[]}""", "'model.vocab.a' is 1048576")]
    [DataRow("model", """{"type":"BPE","vocab":{"a":0},"merges":["a b"]}""", "merge 0 ('b') has a token that is not in the vocabulary")]
    [DataRow("model", """{"type":"BPE","vocab":{"a":0},"merges":["ab"]}""", "'model.merges[0]' is not a pair")]
    [DataRow("model", """{"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":"u"}""", "'model.unk_token' is 'u'")]
    [DataRow("model", """{"type":"WordPiece","vocab":{"a":0}}""", "'model.unk_token' is missing")]
    public void A_faulty_file_is_refused_with_its_fault(string part, string json, string cause)
    {
        JsonObject root = PipelineJson.ByteLevel();
        root[part] = JsonNode.Parse(json);
        Assert.Contains(cause, Assert.ThrowsExactly<CorruptModelException>(() => PipelineJson.Read(root)).Message);
    }

    [TestMethod]
    [DataRow("""{"add_prefix_space":true}""", "'add_prefix_space'")]
    [DataRow("""{"split_special_tokens":true}""", "'split_special_tokens'")]
    [DataRow("""{"truncation_side":"left"}""", "'truncation_side'")]
    [DataRow("""{"add_eos_token":true}""", "'add_eos_token'")]
    [DataRow("""{"auto_map":{"AutoTokenizer":["own.Own",null]}}""", "'auto_map'")]
    [DataRow("""{"added_tokens_decoder":{"7":{"content":"<x>","special":true}}}""", "'<x>'")]
    [DataRow("""{"additional_special_tokens":["<x>"]}""", "'<x>'")]
    public void Settings_that_disagree_with_the_file_are_refused(string config, string cause) =>
        Assert.Contains(cause, Assert.ThrowsExactly<NolaCompatibilityException>(() => PipelineJson.Read(PipelineJson.ByteLevel(), config)).Message);

    [TestMethod]
    public void A_pattern_that_takes_for_ever_is_given_up()
    {
        JsonObject root = PipelineJson.ByteLevel(
            preTokenizer: """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(?:\\w[\\p{L}\\p{M}]?)+c"},"behavior":"Isolated","invert":false}]}""");
        TextTokenizer tokenizer = PipelineJson.Read(root);
        Assert.Contains(
            "its regular expression", Assert.ThrowsExactly<CorruptModelException>(() => tokenizer.Encode("c" + new string('a', 60))).Message);
    }

    [TestMethod]
    public void Added_tokens_have_the_ids_that_their_reader_gives_them()
    {
        JsonObject root = PipelineJson.ByteLevel();
        root.With(WordPieceFolder.Added("<x>", root["model"]!["vocab"]!.AsObject().Count + 1));
        Assert.Contains("'<x>'", Assert.ThrowsExactly<NolaCompatibilityException>(() => PipelineJson.Read(root)).Message);
    }

    [TestMethod]
    public void Ids_beyond_the_backbone_are_refused()
    {
        using TemporaryFolder folder = new();
        JsonObject root = PipelineJson.ByteLevel();
        int count = root["model"]!["vocab"]!.AsObject().Count;
        root.With(WordPieceFolder.Added("<x>", count));
        File.WriteAllText(folder.File("tokenizer.json"), root.ToJsonString());
        Assert.AreEqual(count + 1, TextTokenizer.FromFolder(folder.Path, count + 1).VocabularySize);
        Assert.ThrowsExactly<NolaCompatibilityException>(() => TextTokenizer.FromFolder(folder.Path, count));
        Assert.ThrowsExactly<CorruptModelException>(() => TextTokenizer.FromFolder(folder.Path, count - 1));
    }

    [TestMethod]
    public void Each_malformed_file_is_judged_as_its_manifest_says()
    {
        const string UnknownModel = "tokenizer/model-unknown.tokenizer.json";
        Assert.AreEqual(8, MalformedFiles.Check("tokenizer", Read, static name => name != UnknownModel));
        // Nothing is wrong with the file: it may be one of tomorrow.
        string path = Repository.Shared(["fixtures", "malformed", .. UnknownModel.Split('/')]);
        Assert.Contains("'Quipu'", Assert.ThrowsExactly<NolaCompatibilityException>(() => Read(path)).Message);
    }

    private static void Read(string path) =>
        _ = TokenizerJsonReader.Read(new TokenizerFiles(null, Json: JsonSettings.Load(path)), Vocabulary.MaximumTokens).VocabularySize;
}
