using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Decoders;

/// <summary>Puts a space where a token marks the end of a word, but for the last.</summary>
/// <param name="suffix">The mark.</param>
internal sealed class BpeDecoder(string suffix) : ITokenDecoder
{
    /// <summary>Reads the settings.</summary>
    public static BpeDecoder Read(JsonSettings settings) =>
        new(settings.GetString("suffix", "</w>") is { Length: > 0 } suffix ? suffix : throw settings.Fault("suffix", "is empty"));

    public List<string> Decode(List<string> tokens) =>
        [.. tokens.Select((token, i) => token.Replace(suffix, i == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))];
}
