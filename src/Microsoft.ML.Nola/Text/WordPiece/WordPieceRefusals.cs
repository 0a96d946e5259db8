using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>The settings of tokenizer_config.json that give other ids than this version can give: none is ignored.</summary>
internal static class WordPieceRefusals
{
    /// <summary>The longest word, in code points, that is looked up in the vocabulary.</summary>
    public const int WordLimit = 100;

    private const string Mpnet = "MPNetTokenizer";

    /// <summary>Classes of transformers that are BERT's under another name, and those that are whatever tokenizer.json says. Each may end in Fast.</summary>
    private static readonly string[] Classes =
    [
        "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer", "ConvBertTokenizer", "SqueezeBertTokenizer", "RetriBertTokenizer",
        "DPRContextEncoderTokenizer", "DPRQuestionEncoderTokenizer", Mpnet, "PreTrainedTokenizer", "TokenizersBackend",
    ];

    /// <summary>Settings of which only one value is supported; absent and null count as that value.</summary>
    private static readonly (string Name, bool Value)[] Fixed =
        [("do_basic_tokenize", true), ("clean_text", true), ("split_special_tokens", false), ("do_word_tokenize", true), ("do_subword_tokenize", true)];

    private static readonly (string Name, string Value)[] FixedWords =
    [
        ("truncation_side", "right"), ("padding_side", "right"), ("word_tokenizer_type", "basic"),
        ("subword_tokenizer_type", "wordpiece"), ("wordpieces_prefix", "##"),
    ];

    /// <summary>Says which special tokens stand around texts.</summary>
    public static WordPieceLayout LayoutOf(JsonSettings? config) => ClassOf(config) == Mpnet ? WordPieceLayout.Mpnet : WordPieceLayout.Bert;

    /// <summary>Refuses what is not supported.</summary>
    /// <exception cref="NolaCompatibilityException">A setting would give other ids than this version can give.</exception>
    /// <exception cref="CorruptModelException">A setting is of the wrong kind.</exception>
    public static void Check(TokenizerFiles files)
    {
        if (files.Config is not { } config)
        {
            return;
        }

        if (ClassOf(config) is { } name && !Classes.Contains(name, StringComparer.Ordinal))
        {
            throw Refuse(config, "tokenizer_class", $"is '{config.GetString("tokenizer_class")}'. This version reads vocab.txt as BertTokenizer does");
        }

        CheckCode(config);
        foreach ((string setting, bool value) in Fixed)
        {
            CheckFixed(config, setting, value);
        }

        foreach ((string setting, string value) in FixedWords)
        {
            CheckFixed(config, setting, value);
        }

        if (config.GetInt32("max_input_chars_per_word", 1, int.MaxValue, WordLimit) != WordLimit)
        {
            throw Refuse(config, "max_input_chars_per_word", $"is not {WordLimit}, the only limit that this version knows");
        }
    }

    /// <summary>Refuses a tokenizer that is a program.</summary>
    /// <exception cref="NolaCompatibilityException">It is one.</exception>
    public static void CheckCode(JsonSettings config)
    {
        if (config.GetObjectOrNull("auto_map")?.Has("AutoTokenizer") == true)
        {
            throw Refuse(config, "auto_map", "names a tokenizer with code of its own, which this version does not run");
        }
    }

    /// <summary>Refuses all values of a setting but one.</summary>
    /// <exception cref="NolaCompatibilityException">It has another.</exception>
    public static void CheckFixed(JsonSettings config, string setting, bool value)
    {
        if (config.GetBoolean(setting, value) != value)
        {
            throw Refuse(config, setting, $"is {(value ? "false" : "true")}; this version can only have it {(value ? "true" : "false")}");
        }
    }

    /// <inheritdoc cref="CheckFixed(JsonSettings, string, bool)"/>
    public static void CheckFixed(JsonSettings config, string setting, string value)
    {
        if (config.GetString(setting, value) is string actual && actual != value)
        {
            throw Refuse(config, setting, $"is '{actual}'; this version can only have it '{value}'");
        }
    }

    /// <summary>Refuses words that are never split, but for special tokens: those never are.</summary>
    /// <exception cref="NolaCompatibilityException">There are such words.</exception>
    public static void CheckNeverSplit(JsonSettings? config, IEnumerable<string> specialTokens)
    {
        if (config?.Has("never_split") == true && config.GetStrings("never_split").Except(specialTokens, StringComparer.Ordinal).FirstOrDefault() is { } word)
        {
            throw Refuse(config, "never_split", $"names the word '{word}', and this version cannot keep a word whole");
        }
    }

    /// <summary>Makes the error for a setting that is valid but not supported.</summary>
    public static NolaCompatibilityException Refuse(JsonSettings settings, string name, string cause) =>
        new(
            $"The tokenizer cannot be used: '{settings.NameOf(name)}' of '{settings.Origin}' {cause}. "
            + "With it passed over, texts would get other ids than the backbone was trained on.");

    /// <summary>Gets the name of the class in transformers, without the ending of its fast twin.</summary>
    public static string? ClassOf(JsonSettings? config)
    {
        string? name = config?.GetString("tokenizer_class", null);
        return name?.EndsWith("Fast", StringComparison.Ordinal) == true ? name[..^"Fast".Length] : name;
    }
}
