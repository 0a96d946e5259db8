using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.TokenizerJson;

/// <summary>Makes small tokenizer.json files, and reads them by this library and by Hugging Face's.</summary>
internal static class PipelineJson
{
    private const string Pieces = "Ġ t|h e|Ġt he|i n|a n|Ġ a|o u|n d|Ġa nd|e r|r e|o n|Ġ Ġ|ĠĠ ĠĠ|' s|1 2|Ã ©|ä ¸|' t";

    /// <summary>
    /// A byte-level BPE of few merges. Its tokens at the end of a pre-token are others than within it, so that ids show where pre-tokens end.
    /// </summary>
    /// <param name="normalizer">The normalizer's JSON, or <c>null</c>.</param>
    /// <param name="preTokenizer">What splits before bytes are written as letters, or <c>null</c>.</param>
    public static JsonObject ShowingWords(string? normalizer, string? preTokenizer)
    {
        JsonNode letters = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""")!;
        JsonObject vocabulary = [];
        foreach (char letter in Letters())
        {
            vocabulary.Add(letter.ToString(), vocabulary.Count);
            vocabulary.Add($"{letter}</w>", vocabulary.Count);
        }

        JsonObject root = Root(
            normalizer,
            new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = preTokenizer is null ? new JsonArray(letters) : new JsonArray(JsonNode.Parse(preTokenizer), letters),
            });
        root["model"] = Bpe(vocabulary, []);
        root["model"]!["end_of_word_suffix"] = "</w>";
        return root;
    }

    /// <summary>A byte-level BPE as GPT-2's, of few merges.</summary>
    public static JsonObject ByteLevel(string? normalizer = null, string? preTokenizer = null)
    {
        JsonObject vocabulary = [];
        foreach (char letter in Letters())
        {
            vocabulary.Add(letter.ToString(), vocabulary.Count);
        }

        JsonArray merges = [];
        foreach (string merge in Pieces.Split('|'))
        {
            vocabulary.Add(merge.Replace(" ", "", StringComparison.Ordinal), vocabulary.Count);
            merges.Add(merge);
        }

        JsonObject root = Root(
            normalizer,
            JsonNode.Parse(preTokenizer ?? """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""")!.AsObject());
        root["model"] = Bpe(vocabulary, merges);
        root["decoder"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""");
        return root;
    }

    /// <summary>A BPE over characters as Llama's, with bytes for characters that it lacks.</summary>
    public static JsonObject Metaspace(bool byteFallback, bool fuseUnknown)
    {
        JsonObject vocabulary = new() { ["<unk>"] = 0 };
        for (int value = 0; byteFallback && value < 256; value++)
        {
            vocabulary.Add($"<0x{value.ToString("X2", CultureInfo.InvariantCulture)}>", vocabulary.Count);
        }

        foreach (char letter in "▁abcdefghinorstu12.é中")
        {
            vocabulary.Add(letter.ToString(), vocabulary.Count);
        }

        JsonArray merges = [];
        foreach (string[] pair in (string[][])[["▁", "t"], ["h", "e"], ["▁t", "he"], ["i", "n"], ["▁", "▁"], ["▁▁", "▁▁"], ["a", "n"], ["a", "a"], ["aa", "aa"]])
        {
            vocabulary.Add(string.Concat(pair), vocabulary.Count);
            merges.Add(new JsonArray(pair[0], pair[1]));
        }

        JsonObject root = Root(
            """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}""", null);
        root["model"] = Bpe(vocabulary, merges);
        root["model"]!["unk_token"] = "<unk>";
        root["model"]!["byte_fallback"] = byteFallback;
        root["model"]!["fuse_unk"] = fuseUnknown;
        root["decoder"] = JsonNode.Parse(
            """
            {"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},
              {"type":"Strip","content":" ","start":1,"stop":0}]}
            """);
        return root;
    }

    /// <summary>Adds a token.</summary>
    public static JsonObject With(this JsonObject root, JsonNode token)
    {
        root["added_tokens"]!.AsArray().Add(token);
        return root;
    }

    /// <summary>Reads the file by this library.</summary>
    public static TextTokenizer Read(JsonObject root, string? config = null)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("tokenizer.json"), root.ToJsonString());
        if (config is not null)
        {
            File.WriteAllText(folder.File("tokenizer_config.json"), config);
        }

        return TextTokenizer.FromFolder(folder.Path);
    }

    /// <summary>Reads the file by Hugging Face's library.</summary>
    public static global::Tokenizers.DotNet.Tokenizer Oracle(JsonObject root)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("tokenizer.json"), root.ToJsonString());
        return TokenizerOracle.Read(folder.File("tokenizer.json"));
    }

    private static JsonObject Root(string? normalizer, JsonObject? preTokenizer) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray(),
        ["normalizer"] = normalizer is null ? null : JsonNode.Parse(normalizer),
        ["pre_tokenizer"] = preTokenizer,
        ["post_processor"] = null,
        ["decoder"] = null,
    };

    private static JsonObject Bpe(JsonObject vocabulary, JsonArray merges) => new()
    {
        ["type"] = "BPE",
        ["dropout"] = null,
        ["unk_token"] = null,
        ["continuing_subword_prefix"] = null,
        ["end_of_word_suffix"] = null,
        ["fuse_unk"] = false,
        ["byte_fallback"] = false,
        ["ignore_merges"] = false,
        ["vocab"] = vocabulary,
        ["merges"] = merges,
    };

    private static IEnumerable<char> Letters()
    {
        int next = 0x100;
        for (int value = 0; value < 256; value++)
        {
            yield return value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)value : (char)next++;
        }
    }
}
