using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.Differential;

/// <summary>A tokenizer.json, read by this library and by Hugging Face's.</summary>
internal sealed class DifferentialTokenizer : IDisposable
{
    private readonly global::Tokenizers.DotNet.Tokenizer _plain;
    private readonly global::Tokenizers.DotNet.Tokenizer _framed;

    private DifferentialTokenizer(string name, string path)
    {
        Name = name;
        using TemporaryFolder folder = new();
        File.Copy(path, folder.File("tokenizer.json"));
        var clock = Stopwatch.StartNew();
        Tokenizer = TextTokenizer.FromFolder(folder.Path);
        LoadTime = clock.Elapsed;
        _plain = TokenizerOracle.Read(path);
        _framed = TokenizerOracle.Read(path, keepFrame: true);
    }

    /// <summary>The names of all files that there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "minilm", "bert-uncased", "wordpiece-cased-small", "unigram-small", "unigram-precompiled-small", "bpe-bytelevel-small",
        "bpe-metaspace-bytefallback-small", "llama-sp", "gpt2",
    ];

    public string Name { get; }

    public TextTokenizer Tokenizer { get; }

    /// <summary>Gets how long this library took to read the file.</summary>
    public TimeSpan LoadTime { get; }

    public static DifferentialTokenizer Open(string name)
    {
        if (name == "gpt2")
        {
            using TemporaryFolder folder = new();
            File.WriteAllText(folder.File("tokenizer.json"), Gpt2());
            return new DifferentialTokenizer(name, folder.File("tokenizer.json"));
        }

        return new DifferentialTokenizer(name, name switch
        {
            "minilm" => Path.Combine(Repository.Root, "models", "minilm", "tokenizer.json"),
            "bert-uncased" => Repository.Shared("tokenizers", name, "tokenizer.json"),
            _ => Repository.Shared("fixtures", "tokenizers", name, "tokenizer.json"),
        });
    }

    /// <summary>Compares ids with and without special tokens.</summary>
    /// <returns>What differs, or <c>null</c>.</returns>
    public string? Compare(string text)
    {
        string? plain = Describe(text, [.. Tokenizer.Encode(text, maxLength: int.MaxValue, addSpecialTokens: false).Ids], _plain.Ids(text));
        return plain ?? Describe(text, [.. Tokenizer.Encode(text, maxLength: int.MaxValue).Ids], _framed.Ids(text));
    }

    /// <summary>Encodes with Hugging Face's library, special tokens included.</summary>
    public int[] EncodeWithReference(string text) => _framed.Ids(text);

    public void Dispose()
    {
        _plain.Dispose();
        _framed.Dispose();
    }

    private static string? Describe(string text, int[] actual, int[] expected)
    {
        if (actual.SequenceEqual(expected))
        {
            return null;
        }

        int same = actual.Zip(expected).TakeWhile(static pair => pair.First == pair.Second).Count();
        string Rest(int[] ids) => string.Join(' ', ids.Skip(same).Take(12).Select(static id => id.ToString(CultureInfo.InvariantCulture)));
        return FormattableString.Invariant(
            $"{JsonSerializer.Serialize(text)}: {actual.Length} and {expected.Length} ids; from {same} on [{Rest(actual)}], reference [{Rest(expected)}]");
    }

    // As it is published; the folder of this tokenizer has the older files only.
    private static string Gpt2()
    {
        JsonNode vocabulary = JsonNode.Parse(File.ReadAllBytes(Repository.Shared("tokenizers", "gpt2", "vocab.json")))!;
        IEnumerable<string> merges = File.ReadLines(Repository.Shared("tokenizers", "gpt2", "merges.txt")).Skip(1).Where(static line => line.Length > 0);
        JsonObject byteLevel = new() { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = true, ["use_regex"] = true };
        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray(new JsonObject
            {
                ["id"] = 50256, ["content"] = "<|endoftext|>", ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = false,
                ["special"] = true,
            }),
            ["normalizer"] = null,
            ["pre_tokenizer"] = byteLevel.DeepClone(),
            ["post_processor"] = byteLevel.DeepClone(),
            ["decoder"] = byteLevel.DeepClone(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE", ["dropout"] = null, ["unk_token"] = null, ["continuing_subword_prefix"] = "", ["end_of_word_suffix"] = "", ["fuse_unk"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. merges.Select(static line => (JsonNode?)line)]),
            },
        }.ToJsonString();
    }
}
