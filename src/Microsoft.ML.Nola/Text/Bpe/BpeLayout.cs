using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson;
using Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;
using Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.Bpe;

/// <summary>What vocab.json and merges.txt do not say, but the class of the tokenizer: its special tokens, and which of them stand around texts.</summary>
internal sealed class BpeLayout
{
    private static readonly BpeLayout Gpt2 = new(("bos_token", "<|endoftext|>"), ("eos_token", "<|endoftext|>"), ("unk_token", "<|endoftext|>"));

    private static readonly BpeLayout Roberta = new(
        ("cls_token", "<s>"), ("sep_token", "</s>"), ("bos_token", "<s>"), ("eos_token", "</s>"), ("pad_token", "<pad>"), ("unk_token", "<unk>"),
        ("mask_token", "<mask>"))
    {
        Frame = "cls sep sep",
    };

    private static readonly BpeLayout Deberta = new(
        ("cls_token", "[CLS]"), ("sep_token", "[SEP]"), ("pad_token", "[PAD]"), ("unk_token", "[UNK]"), ("mask_token", "[MASK]"))
    {
        Frame = "cls sep",
        TypeIdCount = 2,
    };

    private static readonly BpeLayout Qwen2 = new(("eos_token", "<|endoftext|>"), ("pad_token", "<|endoftext|>"))
    {
        Normalizer = new UnicodeNormalizer(isCompatible: false, composes: true),
        Pattern = RegexPattern.Qwen2,
    };

    /// <summary>By class of tokenizer_config.json, without "Fast", and by model_type of config.json.</summary>
    private static readonly Dictionary<string, BpeLayout> Known = new(StringComparer.Ordinal)
    {
        ["GPT2Tokenizer"] = Gpt2,
        ["gpt2"] = Gpt2,
        ["RobertaTokenizer"] = Roberta,
        ["roberta"] = Roberta,
        ["LongformerTokenizer"] = Roberta,
        ["longformer"] = Roberta,
        ["BartTokenizer"] = Roberta,
        ["bart"] = Roberta,
        ["DebertaTokenizer"] = Deberta,
        ["deberta"] = Deberta,
        ["Qwen2Tokenizer"] = Qwen2,
        ["qwen2"] = Qwen2,
        ["qwen3"] = Qwen2,
    };

    private readonly (string Name, string Token)[] _tokens;

    private BpeLayout(params (string Name, string Token)[] tokens) => _tokens = tokens;

    /// <summary>Gets the names that the special tokens have in the files.</summary>
    public IEnumerable<string> TokenNames => _tokens.Select(static token => token.Name);

    /// <summary>Gets what changes a text first, or <c>null</c>.</summary>
    public INormalizer? Normalizer { get; private init; }

    /// <summary>Gets how many type ids there are.</summary>
    public int TypeIdCount { get; private init; } = 1;

    // Before a text, and after the first and the second.
    private string Frame { get; init; } = "";

    private string? Pattern { get; init; }

    /// <summary>Finds the layout of a folder.</summary>
    /// <exception cref="NolaCompatibilityException">The class is not known, or nothing names one.</exception>
    public static BpeLayout Of(string folder, JsonSettings? config)
    {
        const string Setting = "tokenizer_class";
        if (WordPieceRefusals.ClassOf(config) is { } name && name != "PreTrainedTokenizer")
        {
            return Known.TryGetValue(name, out BpeLayout? layout)
                ? layout
                : throw WordPieceRefusals.Refuse(
                    config!, Setting, $"is '{name}'. This version reads vocab.json with merges.txt for {KnownNames}; take a folder with tokenizer.json");
        }

        string path = Path.Combine(folder, BackboneFiles.Config);
        string? type = File.Exists(path) ? JsonSettings.Load(path).GetString("model_type", null) : null;
        return type is not null && Known.TryGetValue(type, out BpeLayout? known)
            ? known
            : throw new NolaCompatibilityException(
                $"The tokenizer of '{folder}' cannot be used: it has vocab.json and merges.txt, and neither {Setting} of tokenizer_config.json nor model_type of "
                + $"config.json names a kind whose special tokens are known ({KnownNames}). Set {Setting}, or take a folder with tokenizer.json.");
    }

    private static string KnownNames => string.Join(", ", Known.Keys.Where(static name => char.IsAsciiLetterUpper(name[0])));

    /// <summary>Gets the text of a special token: what the files say, else what the class has; <c>null</c> if it has none.</summary>
    public string? TokenOf(TokenizerFiles files, string name) =>
        WordPieceSettings.GetToken(files, name) ?? Array.Find(_tokens, token => token.Name == name).Token;

    /// <summary>Makes the special tokens around texts.</summary>
    /// <param name="idOf">Gets the id of a special token by its name in the files.</param>
    public SpecialFrame CreateFrame(Func<string, int> idOf)
    {
        if (Frame.Length == 0)
        {
            return SpecialFrame.None;
        }

        int[] ids = [.. Frame.Split(' ').Select(name => idOf($"{name}_token"))];
        return new SpecialFrame(ids[..1], ids[1..], [ids[^1]]);
    }

    /// <summary>Makes what splits a text into words.</summary>
    public IPreTokenizer CreatePreTokenizer(bool addPrefixSpace) => Pattern is null
        ? new ByteLevelPreTokenizer(addPrefixSpace, splits: true)
        : new SequencePreTokenizer(
        [
            new SplitPreTokenizer(RegexPattern.Create(Pattern), SplitBehavior.Isolated, invert: false),
            new ByteLevelPreTokenizer(addPrefixSpace, splits: false),
        ]);
}
