using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>
/// Compares a tokenizer.json with the tokenizer_config.json beside it: for some classes and versions of transformers the latter's settings win.
/// </summary>
internal static class TokenizerConfigCheck
{
    /// <summary>Settings of tokenizer_config.json that BertNormalizer has too, by the name that they have there.</summary>
    private static readonly (string Setting, string Name)[] OfBert =
        [("do_lower_case", "lowercase"), ("strip_accents", "strip_accents"), ("tokenize_chinese_chars", "handle_chinese_chars")];

    /// <summary>Classes for which it is the settings that say whether a text begins and ends with a token.</summary>
    private static readonly string[] FramedBySettings = ["Llama", "CodeLlama", "Gemma", "Cohere"];

    /// <exception cref="NolaCompatibilityException">The two disagree, or there is a setting that is not supported.</exception>
    /// <exception cref="CorruptModelException">A setting is of the wrong kind.</exception>
    public static void Check(TokenizerFiles files, SpecialFrame frame)
    {
        JsonSettings json = files.Json!;
        if (json.GetObjectOrNull("truncation")?.GetString("direction", null) is { } direction && direction != "Right")
        {
            throw TokenizerParts.Refuse(json, "truncation.direction", $"is '{direction}'; this version can only have it 'Right'");
        }

        if (files.Config is not { } config)
        {
            return;
        }

        WordPieceRefusals.CheckCode(config);
        WordPieceRefusals.CheckFixed(config, "split_special_tokens", false);
        WordPieceRefusals.CheckFixed(config, "truncation_side", "right");
        CheckBert(config, json.GetObjectOrNull("normalizer"));
        CheckPrefix(config, json.GetObjectOrNull("pre_tokenizer"));
        string name = config.GetString("tokenizer_class", "")!;
        bool decides = Array.Exists(FramedBySettings, start => name.StartsWith(start, StringComparison.Ordinal));
        CheckFrame(config, "add_bos_token", frame.Begin.Length > 0, decides);
        CheckFrame(config, "add_eos_token", frame.End.Length > 0, decides);
    }

    /// <summary>Says where padding goes: as tokenizer_config.json has it, or else tokenizer.json.</summary>
    public static PaddingSide PaddingSideOf(TokenizerFiles files)
    {
        string? side = files.Config?.GetString("padding_side", null) ?? files.Json?.GetObjectOrNull("padding")?.GetString("direction", null);
        return side is "left" or "Left" ? PaddingSide.Left : PaddingSide.Right;
    }

    private static void CheckBert(JsonSettings config, JsonSettings? normalizer)
    {
        if (normalizer?.GetString("type") != "BertNormalizer")
        {
            return;
        }

        foreach ((string setting, string name) in OfBert)
        {
            if (config.Has(setting) && normalizer.Has(name) && config.GetBoolean(setting) != normalizer.GetBoolean(name))
            {
                throw Disagree(config, setting, normalizer, name);
            }
        }
    }

    private static void CheckPrefix(JsonSettings config, JsonSettings? preTokenizer)
    {
        const string Name = "add_prefix_space";
        if (preTokenizer?.GetString("type") == "ByteLevel" && config.Has(Name) && config.GetBoolean(Name) != preTokenizer.GetBoolean(Name, true))
        {
            throw Disagree(config, Name, preTokenizer, Name);
        }
    }

    private static void CheckFrame(JsonSettings config, string name, bool has, bool decides)
    {
        if (config.Has(name) && config.GetBoolean(name) is bool adds && adds != has && (adds || decides))
        {
            throw TokenizerParts.Refuse(
                config, name, $"is {(adds ? "true" : "false")}, and the post_processor of tokenizer.json says otherwise. Make both say what the backbone was trained with");
        }
    }

    private static NolaCompatibilityException Disagree(JsonSettings config, string setting, JsonSettings part, string name) =>
        TokenizerParts.Refuse(
            config, setting, $"differs from '{part.NameOf(name)}' of tokenizer.json. Make both say what the backbone was trained with");
}
