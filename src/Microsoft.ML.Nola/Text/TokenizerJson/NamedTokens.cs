using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>The ids of tokens that tokenizer_config.json or special_tokens_map.json gives a part, such as the padding.</summary>
/// <param name="files">The files.</param>
/// <param name="model">The model.</param>
/// <param name="added">The added tokens.</param>
internal sealed class NamedTokens(TokenizerFiles files, PieceModel model, IReadOnlyList<AddedToken> added)
{
    /// <summary>Gets the id of the token for a part, or <c>null</c> if no file names one.</summary>
    /// <exception cref="NolaCompatibilityException">Two files name different ones.</exception>
    public int? IdOf(string name) => WordPieceSettings.GetToken(files, name) is { } token ? FirstOf([token]) : null;

    /// <summary>Gets the id of the first of some tokens that is known, or <c>null</c>.</summary>
    public int? FirstOf(IEnumerable<string> tokens) =>
        tokens.Select(token => added.FirstOrDefault(other => other.Content == token)?.Id ?? model.IdOf(token)).FirstOrDefault(static id => id is not null);
}
