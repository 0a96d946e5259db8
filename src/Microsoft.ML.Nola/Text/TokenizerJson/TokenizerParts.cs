using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.Unigram;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>The parts of a tokenizer.json that are known, by the name of their type. Any other is refused: passed over, it would change ids.</summary>
internal static class TokenizerParts
{
    private static readonly Dictionary<string, Func<JsonSettings, PieceModel>> Models = new(StringComparer.Ordinal)
    {
        ["Unigram"] = UnigramModel.Read,
    };

    private static readonly Dictionary<string, Func<JsonSettings, INormalizer>> Normalizers = new(StringComparer.Ordinal)
    {
        ["Precompiled"] = PrecompiledNormalizer.Read,
    };

    /// <summary>Reads the model.</summary>
    public static PieceModel ReadModel(JsonSettings settings) => Get(Models, settings, "model")(settings);

    /// <summary>Reads a normalizer.</summary>
    public static INormalizer ReadNormalizer(JsonSettings settings) => Get(Normalizers, settings, "normalizer")(settings);

    /// <summary>Makes the error for a part, or a setting of one, that is valid but not supported.</summary>
    public static NolaCompatibilityException Refuse(JsonSettings settings, string name, string cause) =>
        new(
            $"The tokenizer cannot be used: '{settings.NameOf(name)}' of '{settings.Origin}' {cause}. "
            + "With it passed over, texts would get other ids than the backbone was trained on.");

    private static T Get<T>(Dictionary<string, T> known, JsonSettings settings, string kind) =>
        known.TryGetValue(settings.GetString("type"), out T? factory)
            ? factory
            : throw Refuse(
                settings, "type", $"is '{settings.GetString("type")}', a {kind} that this version does not know; it knows {string.Join(", ", known.Keys)}");
}
