using System.Text;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>BERT's normalisation, by the settings of a tokenizer.json.</summary>
/// <param name="normalizer">What does the work.</param>
internal sealed class BertTextNormalizer(BertNormalizer normalizer) : INormalizer
{
    /// <summary>Reads the settings.</summary>
    public static BertTextNormalizer Read(JsonSettings settings)
    {
        if (!settings.GetBoolean("clean_text", true))
        {
            throw TokenizerParts.Refuse(settings, "clean_text", "is false; this version can only have it true");
        }

        bool lowerCase = settings.GetBoolean("lowercase", true);
        bool separates = settings.GetBoolean("handle_chinese_chars", true);
        return new BertTextNormalizer(new BertNormalizer(lowerCase, settings.GetBoolean("strip_accents", lowerCase), separates));
    }

    public string Normalize(string text, bool begins, bool ends) => normalizer.Clean(text);

    public bool CanBeCut(Rune before, Rune after) => true;
}
