using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.WordPiece;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Decoders;

/// <summary>Puts words after spaces and pieces after each other.</summary>
/// <param name="prefix">What pieces begin with.</param>
/// <param name="cleanUp">Whether the space before some punctuation goes.</param>
internal sealed class WordPieceDecoder(string prefix, bool cleanUp) : ITokenDecoder
{
    /// <summary>Reads the settings.</summary>
    public static WordPieceDecoder Read(JsonSettings settings) => new(settings.GetString("prefix", "##")!, settings.GetBoolean("cleanup", true));

    public List<string> Decode(List<string> tokens) => [.. tokens.Select((token, i) => WordPieceDecoding.Join(token, prefix, i == 0, cleanUp))];
}
