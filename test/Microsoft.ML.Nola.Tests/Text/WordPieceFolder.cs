using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>A folder with the files of a WordPiece tokenizer, as transformers saves them, each of which a test may change.</summary>
internal sealed class WordPieceFolder : IDisposable
{
    private static readonly string[] Tokens =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b", "##b", "foo", "##bar", "bar", "e", "new", "york", "_", "."];

    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<string> _ownFiles = [];

    public WordPieceFolder()
    {
        Write("vocab.txt", string.Join('\n', Tokens) + "\n");
    }

    public static int VocabularySize => Tokens.Length;

    public JsonObject Config { get; } = new()
    {
        ["tokenizer_class"] = "BertTokenizer", ["do_lower_case"] = true, ["strip_accents"] = null, ["tokenize_chinese_chars"] = true, ["unk_token"] = "[UNK]",
        ["sep_token"] = "[SEP]", ["pad_token"] = "[PAD]", ["cls_token"] = "[CLS]", ["mask_token"] = "[MASK]", ["model_max_length"] = 512,
    };

    public JsonObject Json { get; } = CreateJson();

    public string Path => _folder.Path;

    public static JsonNode Added(
        string content, int? id, bool special = false, bool normalized = false, bool singleWord = false, bool leftStrip = false, bool rightStrip = false)
    {
        JsonObject token = new()
        {
            ["content"] = content,
            ["special"] = special,
            ["normalized"] = normalized,
            ["single_word"] = singleWord,
            ["lstrip"] = leftStrip,
            ["rstrip"] = rightStrip,
        };
        if (id is not null)
        {
            token["id"] = id;
        }

        return token;
    }

    /// <summary>Adds a token to tokenizer.json.</summary>
    public void Add(JsonNode token) => Json["added_tokens"]!.AsArray().Add(token);

    public void Write(string name, string text)
    {
        _ownFiles.Add(name);
        File.WriteAllText(_folder.File(name), text);
    }

    public void Delete(string name)
    {
        _ownFiles.Add(name);
        File.Delete(_folder.File(name));
    }

    /// <summary>Writes the two files of settings, unless the test wrote or deleted them itself, and reads the folder.</summary>
    public TextTokenizer Read(int maximumTokens = 1000)
    {
        foreach ((string name, JsonObject content) in (IEnumerable<(string, JsonObject)>)[("tokenizer_config.json", Config), ("tokenizer.json", Json)])
        {
            if (!_ownFiles.Contains(name))
            {
                File.WriteAllText(_folder.File(name), content.ToJsonString());
            }
        }

        return TextTokenizer.FromFolder(Path, maximumTokens);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonObject CreateJson()
    {
        JsonObject json = JsonNode.Parse(
        """
        {
          "version": "1.0",
          "truncation": {"max_length": 4, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
          "padding": {"strategy": {"Fixed": 4}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
          "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
          "pre_tokenizer": {"type": "BertPreTokenizer"},
          "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
              {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [
              {"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
              {"Sequence": {"id": "B", "type_id": 1}}, {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
            "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]}, "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
          "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true}
        }
        """)!.AsObject();
        json["added_tokens"] = new JsonArray([.. Tokens[..5].Select(static (token, id) => Added(token, id, special: true))]);
        json["model"] = new JsonObject
        {
            ["type"] = "WordPiece",
            ["unk_token"] = "[UNK]",
            ["continuing_subword_prefix"] = "##",
            ["max_input_chars_per_word"] = 100,
            ["vocab"] = new JsonObject(Tokens.Select(static (token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
        };
        return json;
    }
}
