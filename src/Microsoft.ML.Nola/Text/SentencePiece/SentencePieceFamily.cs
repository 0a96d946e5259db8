using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>What kinds of models put around a SentencePiece file: which special tokens stand around texts, and whether ids are shifted.</summary>
internal sealed class SentencePieceFamily
{
    /// <summary>The names in tokenizer_config.json.</summary>
    private const string Begin = "bos_token";
    private const string End = "eos_token";
    private const string Unknown = "unk_token";
    private const string Padding = "pad_token";
    private const string Class = "cls_token";
    private const string Separator = "sep_token";
    private const string Mask = "mask_token";

    private static readonly SentencePieceFamily XlmRoberta = new()
    {
        IsShifted = true,
        MaskTakesSpace = true,
        Tokens = new(StringComparer.Ordinal)
        {
            [Begin] = "<s>", [End] = "</s>", [Separator] = "</s>", [Class] = "<s>", [Unknown] = "<unk>", [Padding] = "<pad>", [Mask] = "<mask>",
        },
        FrameNames = ([Class], [Separator, Separator], [Separator]),
    };

    private static readonly SentencePieceFamily Deberta = new()
    {
        TypeIdCount = 2,
        Tokens = new(StringComparer.Ordinal) { [Separator] = "[SEP]", [Class] = "[CLS]", [Unknown] = "[UNK]", [Padding] = "[PAD]", [Mask] = "[MASK]" },
        FrameNames = ([Class], [Separator], [Separator]),
    };

    private static readonly SentencePieceFamily T5 = new()
    {
        Tokens = new(StringComparer.Ordinal) { [End] = "</s>", [Unknown] = "<unk>", [Padding] = "<pad>" },
        FrameNames = ([], [End], [End]),
        SentinelCount = 100,
    };

    private static readonly SentencePieceFamily Llama = new()
    {
        Tokens = new(StringComparer.Ordinal) { [Begin] = "<s>", [End] = "</s>", [Unknown] = "<unk>" },
        FrameNames = ([Begin], [Begin], []),
    };

    /// <summary>What a tokenizer.model gives by itself: SentencePiece spells special tokens out.</summary>
    private static readonly SentencePieceFamily Bare = new() { FrameNames = ([Begin], [Begin], []) };

    private static readonly Dictionary<string, SentencePieceFamily> Classes = new(StringComparer.Ordinal)
    {
        ["XLMRobertaTokenizer"] = XlmRoberta, ["DebertaV2Tokenizer"] = Deberta, ["T5Tokenizer"] = T5, ["LlamaTokenizer"] = Llama,
    };

    private static readonly Dictionary<string, SentencePieceFamily> ModelTypes = new(StringComparer.Ordinal)
    {
        ["xlm-roberta"] = XlmRoberta, ["deberta-v2"] = Deberta, ["t5"] = T5, ["llama"] = Llama, ["mistral"] = Llama,
    };

    private SentencePieceFamily()
    {
    }

    /// <summary>Gets whether the ids are those of fairseq: four special tokens of its own, then the pieces, one id later than in the file.</summary>
    public bool IsShifted { get; private init; }

    /// <summary>Gets whether the mask token takes the white space on its left.</summary>
    public bool MaskTakesSpace { get; private init; }

    /// <summary>Gets how many type ids there are.</summary>
    public int TypeIdCount { get; private init; } = 1;

    /// <summary>Gets how many tokens &lt;extra_id_n&gt; follow the pieces, the last one first.</summary>
    public int SentinelCount { get; private init; }

    /// <summary>Gets the special tokens by their names; none if texts never spell one.</summary>
    public Dictionary<string, string> Tokens { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>Gets the names of the tokens around texts.</summary>
    public (string[] Begin, string[] Between, string[] End) FrameNames { get; private init; }

    /// <summary>Gets whether nothing but the file of pieces says what the tokenizer is.</summary>
    public bool IsBare => Tokens.Count == 0;

    /// <summary>Gets the mask token of a family that has one.</summary>
    public string? MaskToken => Tokens.GetValueOrDefault(Mask);

    /// <summary>Finds the family that the files beside the pieces name.</summary>
    /// <param name="path">The file of pieces.</param>
    /// <param name="files">The files beside it.</param>
    /// <param name="config">config.json.</param>
    /// <exception cref="NolaCompatibilityException">They name none that this version knows.</exception>
    public static SentencePieceFamily Find(string path, TokenizerFiles files, JsonSettings? config)
    {
        string? name = WordPieceRefusals.ClassOf(files.Config);
        if (name is not (null or "PreTrainedTokenizer" or "TokenizersBackend" or "SentencePieceBackend"))
        {
            return Get(Classes, name, $"'{files.Config!.Origin}' has the tokenizer_class", path).WithNames(files);
        }

        string? type = config?.GetString("model_type", null);
        if (type is not null)
        {
            return Get(ModelTypes, type, $"'{config!.Origin}' has the model_type", path).WithNames(files);
        }

        return files.Config is null && Path.GetFileName(path) == "tokenizer.model"
            ? Bare
            : throw new NolaCompatibilityException(
                $"The tokenizer of '{path}' cannot be used: no tokenizer_class of tokenizer_config.json and no model_type of config.json says which special "
                + "tokens it puts around texts. Add one of the two, or the model's tokenizer.json.");
    }

    /// <summary>Says which special tokens stand around texts.</summary>
    /// <param name="config">tokenizer_config.json.</param>
    /// <param name="idOf">Gets the id of a token by its name.</param>
    public SpecialFrame ToFrame(JsonSettings? config, Func<string, int> idOf)
    {
        (string[] begin, string[] between, string[] end) = FrameNames;
        if (begin is [Begin])
        {
            begin = config?.GetBoolean("add_bos_token", true) == false ? [] : begin;
            end = config?.GetBoolean("add_eos_token", false) == true ? [End] : [];
            between = [.. end, .. begin];
        }

        return new SpecialFrame([.. begin.Select(idOf)], [.. between.Select(idOf)], [.. end.Select(idOf)]);
    }

    private static SentencePieceFamily Get(Dictionary<string, SentencePieceFamily> known, string name, string what, string path) =>
        known.TryGetValue(name, out SentencePieceFamily? family)
            ? family
            : throw new NolaCompatibilityException(
                $"The tokenizer of '{path}' cannot be used: {what} '{name}'; with a SentencePiece file, this version knows {string.Join(", ", known.Keys)}. "
                + "With the model's tokenizer.json beside it, it may be read.");

    private SentencePieceFamily WithNames(TokenizerFiles files)
    {
        Dictionary<string, string> tokens = new(Tokens, StringComparer.Ordinal);
        foreach (string name in (string[])[Begin, End, Unknown, Padding, Class, Separator, Mask])
        {
            if (WordPieceSettings.GetToken(files, name) is { } token)
            {
                tokens[name] = token;
            }
        }

        return new SentencePieceFamily
        {
            IsShifted = IsShifted,
            MaskTakesSpace = MaskTakesSpace,
            TypeIdCount = TypeIdCount,
            SentinelCount = files.Config?.GetInt32("extra_ids", 0, 10_000, SentinelCount) ?? SentinelCount,
            Tokens = tokens,
            FrameNames = FrameNames,
        };
    }
}
