using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text;

/// <summary>What tokenizer_config.json says of a WordPiece tokenizer; what it leaves out is as Hugging Face has it.</summary>
internal sealed class WordPieceSettings
{
    public bool LowerCase { get; private init; } = true;

    public bool StripAccents { get; private init; } = true;

    public bool SeparateIdeographs { get; private init; } = true;

    public string UnknownToken { get; private init; } = "[UNK]";

    public string ClassToken { get; private init; } = "[CLS]";

    public string SeparatorToken { get; private init; } = "[SEP]";

    public string PaddingToken { get; private init; } = "[PAD]";

    public string MaskToken { get; private init; } = "[MASK]";

    /// <summary>Gets the special tokens; a text that contains one of them means it.</summary>
    public IEnumerable<string> SpecialTokens => [PaddingToken, UnknownToken, ClassToken, SeparatorToken, MaskToken];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="CorruptModelException">A setting is of the wrong kind.</exception>
    public static WordPieceSettings Read(JsonSettings config)
    {
        bool lowerCase = config.GetBoolean("do_lower_case", true);
        return new WordPieceSettings
        {
            LowerCase = lowerCase,
            // Absent or null: accents go with the case.
            StripAccents = config.GetBoolean("strip_accents", lowerCase),
            SeparateIdeographs = config.GetBoolean("tokenize_chinese_chars", true),
            UnknownToken = GetToken(config, "unk_token", "[UNK]"),
            ClassToken = GetToken(config, "cls_token", "[CLS]"),
            SeparatorToken = GetToken(config, "sep_token", "[SEP]"),
            PaddingToken = GetToken(config, "pad_token", "[PAD]"),
            MaskToken = GetToken(config, "mask_token", "[MASK]"),
        };
    }

    // A token is a word, or in older files an object with its content and how it behaves.
    private static string GetToken(JsonSettings config, string name, string defaultValue)
    {
        string token = config.Has(name) && !config.IsString(name) ? config.GetObject(name).GetString("content") : config.GetString(name, defaultValue)!;
        return token.Length > 0 ? token : throw config.Fault(name, "is empty");
    }
}
