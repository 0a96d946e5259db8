using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.SentencePiece;

/// <summary>The settings of tokenizer_config.json that give other ids than this version can give: none is ignored.</summary>
internal static class SentencePieceRefusals
{
    /// <summary>Settings of which only one value is supported; absent and null count as that value.</summary>
    private static readonly (string Name, bool Value)[] Fixed =
        [("do_lower_case", false), ("split_by_punct", false), ("split_special_tokens", false), ("add_prefix_space", true)];

    /// <summary>Refuses what is not supported.</summary>
    /// <exception cref="NolaCompatibilityException">A setting would give other ids than this version can give.</exception>
    public static void Check(JsonSettings? config)
    {
        if (config is null)
        {
            return;
        }

        WordPieceRefusals.CheckCode(config);
        WordPieceRefusals.CheckFixed(config, "truncation_side", "right");
        foreach ((string name, bool value) in Fixed)
        {
            WordPieceRefusals.CheckFixed(config, name, value);
        }

        if (config.GetObjectOrNull("sp_model_kwargs") is { } sampling && sampling.Names.Any())
        {
            throw WordPieceRefusals.Refuse(config, "sp_model_kwargs", $"has {string.Join(", ", sampling.Names)}");
        }
    }
}
