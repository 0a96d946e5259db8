using Microsoft.ML.Nola.Checkpoints.Gguf;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;
using Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

namespace Microsoft.ML.Nola.Text.Gguf;

/// <summary>
/// How byte-level BPE splits a text into words. A GGUF file only names it (<c>tokenizer.ggml.pre</c>); what the name stands for is in the tokenizer.json of
/// the models that have it.
/// </summary>
internal sealed class GgufWords
{
    private const string Key = GgufVocabulary.Prefix + "pre";

    private static readonly GgufWords Gpt2 = new(static () => new ByteLevelPreTokenizer(addPrefixSpace: false, splits: true));

    /// <summary>Every digit by itself, then GPT-2's words.</summary>
    private static readonly GgufWords Digits = new(static () => new SequencePreTokenizer(
        [KindPreTokenizer.Digits(isSingle: true), new ByteLevelPreTokenizer(addPrefixSpace: false, splits: true)]));

    private static readonly GgufWords Llama3 = new(static () => Split(RegexPattern.Llama3)) { IgnoresMerges = true, AddsBegin = true };

    private static readonly GgufWords Qwen2 = new(static () => Split(RegexPattern.Qwen2))
    {
        Normalizer = new UnicodeNormalizer(isCompatible: false, composes: true),
    };

    private static readonly SortedDictionary<string, GgufWords> Known = new(StringComparer.Ordinal)
    {
        ["gpt-2"] = Gpt2, ["smollm"] = Digits, ["starcoder"] = Digits, ["refact"] = Digits, ["llama-bpe"] = Llama3, ["llama-v3"] = Llama3, ["llama3"] = Llama3,
        ["qwen2"] = Qwen2,
    };

    /// <summary>Files of before the key was there, and those that say 'default': what the architecture's models have, if that is one thing.</summary>
    private static readonly Dictionary<string, GgufWords> ByArchitecture = new(StringComparer.Ordinal)
    {
        ["gpt2"] = Gpt2, ["qwen2"] = Qwen2, ["qwen3"] = Qwen2,
    };

    private readonly Func<IPreTokenizer> _create;

    private GgufWords(Func<IPreTokenizer> create) => _create = create;

    /// <summary>Gets what changes a text first, or <c>null</c>.</summary>
    public INormalizer? Normalizer { get; private init; }

    /// <summary>Gets whether a word that is in the vocabulary as a whole is taken so.</summary>
    public bool IgnoresMerges { get; private init; }

    /// <summary>Gets whether a text begins with the token for it, if the file does not say.</summary>
    public bool AddsBegin { get; private init; }

    /// <summary>Finds the way of a file.</summary>
    /// <exception cref="NolaCompatibilityException">It is not known.</exception>
    public static GgufWords Of(GgufMetadata metadata)
    {
        string? name = metadata.GetStringOrNull(Key);
        if (name is null or "default")
        {
            return ByArchitecture.TryGetValue(metadata.GetString("general.architecture"), out GgufWords? usual) ? usual : throw Refuse(
                metadata, name is null ? "is missing" : "is 'default'", ", so it is not known how it splits texts. Convert it with a newer llama.cpp");
        }

        return Known.TryGetValue(name, out GgufWords? words) ? words : throw Refuse(metadata, $"is '{name}'", string.Empty);
    }

    /// <summary>Makes what splits a text.</summary>
    public IPreTokenizer CreatePreTokenizer() => _create();

    private static SequencePreTokenizer Split(string pattern) => new(
    [
        new SplitPreTokenizer(RegexPattern.Create(pattern), SplitBehavior.Isolated, invert: false),
        new ByteLevelPreTokenizer(addPrefixSpace: false, splits: false),
    ]);

    private static NolaCompatibilityException Refuse(GgufMetadata metadata, string cause, string advice) => new(
        $"The tokenizer of '{metadata.Origin}' cannot be used: its metadata '{Key}' {cause}{advice}. This version knows {string.Join(", ", Known.Keys)}.");
}
