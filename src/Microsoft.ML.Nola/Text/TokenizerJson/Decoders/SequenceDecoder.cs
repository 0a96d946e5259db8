namespace Microsoft.ML.Nola.Text.TokenizerJson.Decoders;

/// <summary>Several decoders, one after the other.</summary>
/// <param name="members">The decoders.</param>
internal sealed class SequenceDecoder(IReadOnlyList<ITokenDecoder> members) : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) => members.Aggregate(tokens, static (decoded, member) => member.Decode(decoded));
}
