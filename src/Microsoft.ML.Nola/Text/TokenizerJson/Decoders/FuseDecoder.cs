namespace Microsoft.ML.Nola.Text.TokenizerJson.Decoders;

/// <summary>Makes one string of all.</summary>
internal sealed class FuseDecoder : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}
