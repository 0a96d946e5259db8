using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>What tokenizer_config.json and special_tokens_map.json say of a WordPiece tokenizer; what they leave out is as Hugging Face has it.</summary>
internal sealed class WordPieceSettings
{
    /// <summary>The names of the special tokens in the files.</summary>
    private static readonly string[] OptionalTokens = ["mask_token", "bos_token", "eos_token"];

    public WordPieceLayout Layout { get; private init; }

    public bool LowerCase { get; private init; }

    public bool StripAccents { get; private init; }

    public bool SeparateIdeographs { get; private init; }

    public string UnknownToken { get; private init; } = "";

    public string ClassToken { get; private init; } = "";

    public string SeparatorToken { get; private init; } = "";

    public string PaddingToken { get; private init; } = "";

    /// <summary>Gets the special tokens that every vocabulary has.</summary>
    public IEnumerable<string> NeededTokens => [UnknownToken, ClassToken, SeparatorToken, PaddingToken];

    /// <summary>Gets the special tokens that no text needs, each with whether a file names it.</summary>
    public IReadOnlyList<(string Token, bool IsNamed)> OtherTokens { get; private init; } = [];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="CorruptModelException">A setting is of the wrong kind.</exception>
    /// <exception cref="NolaCompatibilityException">The two files name different special tokens.</exception>
    public static WordPieceSettings Read(TokenizerFiles files)
    {
        bool lowerCase = files.Config?.GetBoolean("do_lower_case", true) ?? true;
        WordPieceLayout layout = WordPieceRefusals.LayoutOf(files.Config);
        bool isMpnet = layout == WordPieceLayout.Mpnet;
        return new WordPieceSettings
        {
            Layout = layout,
            LowerCase = lowerCase,
            // Absent or null: accents go with the case.
            StripAccents = files.Config?.GetBoolean("strip_accents", lowerCase) ?? lowerCase,
            SeparateIdeographs = files.Config?.GetBoolean("tokenize_chinese_chars", true) ?? true,
            UnknownToken = GetToken(files, "unk_token") ?? "[UNK]",
            ClassToken = GetToken(files, "cls_token") ?? (isMpnet ? "<s>" : "[CLS]"),
            SeparatorToken = GetToken(files, "sep_token") ?? (isMpnet ? "</s>" : "[SEP]"),
            PaddingToken = GetToken(files, "pad_token") ?? (isMpnet ? "<pad>" : "[PAD]"),
            OtherTokens = [.. OptionalTokens.Select(name => (GetToken(files, name), Default(name, isMpnet)))
                .Where(static token => token is not (null, null)).Select(static token => (token.Item1 ?? token.Item2!, token.Item1 is not null))],
        };
    }

    /// <summary>Reads the text of a token: a word, or in older files an object with its content and how it behaves.</summary>
    public static string? GetToken(JsonSettings? settings, string name)
    {
        if (settings?.Has(name) != true)
        {
            return null;
        }

        string token = settings.IsString(name) ? settings.GetString(name) : settings.GetObject(name).GetString("content");
        return token.Length > 0 ? token : throw settings.Fault(name, "is empty");
    }

    /// <summary>Reads the text of a token from both files that may name it.</summary>
    /// <exception cref="NolaCompatibilityException">They name different ones.</exception>
    public static string? GetToken(TokenizerFiles files, string name)
    {
        string? token = GetToken(files.Config, name);
        string? other = GetToken(files.SpecialTokens, name);
        return token is null || other is null || token == other
            ? token ?? other
            : throw WordPieceRefusals.Refuse(
                files.SpecialTokens!, name, $"is '{other}', and in tokenizer_config.json '{token}'. Which one is right depends on the reader");
    }

    // A mask token is of use to language models only, so a vocabulary may lack it.
    private static string? Default(string name, bool isMpnet) => name != "mask_token" ? null : isMpnet ? "<mask>" : "[MASK]";
}
