using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>
/// Compares a tokenizer.json with the files beside it. Some versions and classes of transformers go by the one, some by the others, so a backbone was
/// trained on ids that are sure only if both say the same. Truncation and padding lengths are the caller's and are not looked at.
/// </summary>
internal static class TokenizerJsonCheck
{
    /// <exception cref="NolaCompatibilityException">Something that changes ids differs.</exception>
    /// <exception cref="CorruptModelException">The file is faulty.</exception>
    public static void Check(JsonSettings json, Vocabulary vocabulary, WordPieceSettings settings)
    {
        JsonSettings model = json.GetObject("model");
        Expect(json, "model.type", model.GetString("type", "WordPiece")!, "WordPiece");
        Expect(json, "model.unk_token", model.GetString("unk_token", settings.UnknownToken)!, settings.UnknownToken);
        Expect(json, "model.continuing_subword_prefix", model.GetString("continuing_subword_prefix", "##")!, "##");
        int longest = model.GetInt32("max_input_chars_per_word", 0, int.MaxValue, WordPieceRefusals.WordLimit);
        string limit = FormattableString.Invariant($"{WordPieceRefusals.WordLimit}");
        Expect(json, "model.max_input_chars_per_word", FormattableString.Invariant($"{longest}"), limit);
        CheckVocabulary(json, model.GetObject("vocab"), vocabulary);
        CheckNormalizer(json, settings);
        Expect(json, "pre_tokenizer.type", json.GetObjectOrNull("pre_tokenizer")?.GetString("type"), "BertPreTokenizer");
        CheckProcessor(json, settings);
        Expect(json, "truncation.direction", json.GetObjectOrNull("truncation")?.GetString("direction", null) ?? "Right", "Right");
        Expect(json, "padding.direction", json.GetObjectOrNull("padding")?.GetString("direction", null) ?? "Right", "Right");
    }

    private static void CheckVocabulary(JsonSettings json, JsonSettings tokens, Vocabulary vocabulary)
    {
        int count = 0;
        foreach ((string token, int id) in tokens.GetIntegersByName(0, int.MaxValue))
        {
            if (token.Length == 0)
            {
                // An empty line of a vocab.txt that it was made from.
                continue;
            }

            count++;
            if (!vocabulary.TryGetId(token, out int other) || other != id)
            {
                throw WordPieceRefusals.Refuse(json, "model.vocab", FormattableString.Invariant($"gives '{token}' the id {id}, and vocab.txt does not"));
            }
        }

        if (count != vocabulary.DistinctTokens)
        {
            string cause = FormattableString.Invariant($"has {count} tokens, and vocab.txt {vocabulary.DistinctTokens} different ones");
            throw WordPieceRefusals.Refuse(json, "model.vocab", cause);
        }
    }

    private static void CheckNormalizer(JsonSettings json, WordPieceSettings settings)
    {
        JsonSettings? normalizer = json.GetObjectOrNull("normalizer");
        Expect(json, "normalizer.type", normalizer?.GetString("type"), "BertNormalizer");
        bool lowerCase = normalizer!.GetBoolean("lowercase", true);
        Expect(json, "normalizer.clean_text", normalizer.GetBoolean("clean_text", true), true, "clean_text");
        Expect(json, "normalizer.lowercase", lowerCase, settings.LowerCase, "do_lower_case");
        Expect(json, "normalizer.strip_accents", normalizer.GetBoolean("strip_accents", lowerCase), settings.StripAccents, "strip_accents");
        bool separates = normalizer.GetBoolean("handle_chinese_chars", true);
        Expect(json, "normalizer.handle_chinese_chars", separates, settings.SeparateIdeographs, "tokenize_chinese_chars");
    }

    private static void CheckProcessor(JsonSettings json, WordPieceSettings settings)
    {
        bool isMpnet = settings.Layout == WordPieceLayout.Mpnet;
        JsonSettings? processor = json.GetObjectOrNull("post_processor");
        switch (processor?.GetString("type"))
        {
            case "TemplateProcessing":
                string single = $"{settings.ClassToken}:0 A:0 {settings.SeparatorToken}:0";
                string pair = isMpnet
                    ? $"{single} {settings.SeparatorToken}:0 B:0 {settings.SeparatorToken}:0"
                    : $"{single} B:1 {settings.SeparatorToken}:1";
                Expect(json, "post_processor.single", Describe(processor.GetObjects("single")), single);
                Expect(json, "post_processor.pair", Describe(processor.GetObjects("pair")), pair);
                break;
            case string type:
                Expect(json, "post_processor.type", type, isMpnet ? "RobertaProcessing" : "BertProcessing");
                Expect(json, "post_processor.cls", processor!.GetFirstString("cls"), settings.ClassToken);
                Expect(json, "post_processor.sep", processor.GetFirstString("sep"), settings.SeparatorToken);
                break;
            case null:
                throw WordPieceRefusals.Refuse(json, "post_processor", "is missing, so it puts no special tokens around texts, and vocab.txt alone does");
        }
    }

    private static string Describe(IEnumerable<JsonSettings> template) => string.Join(' ', template.Select(static part =>
    {
        JsonSettings token = part.GetObjectOrNull("SpecialToken") ?? part.GetObject("Sequence");
        return FormattableString.Invariant($"{token.GetString("id")}:{token.GetInt32("type_id", 0, int.MaxValue, 0)}");
    }));

    private static void Expect(JsonSettings json, string name, string? actual, string expected)
    {
        if (actual != expected)
        {
            string what = actual is null ? "is missing" : $"is '{actual}'";
            throw WordPieceRefusals.Refuse(json, name, $"{what}, and by the files beside it, or in this version, it is '{expected}'");
        }
    }

    private static void Expect(JsonSettings json, string name, bool actual, bool expected, string setting)
    {
        if (actual != expected)
        {
            throw WordPieceRefusals.Refuse(
                json,
                name,
                $"is {(actual ? "true" : "false")}, and {setting} of tokenizer_config.json is {(expected ? "true" : "false")} (or absent, which means that). "
                + "Make both say what the backbone was trained with");
        }
    }
}
