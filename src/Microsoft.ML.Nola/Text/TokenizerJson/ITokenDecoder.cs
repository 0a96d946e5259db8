namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>One step on the way from tokens to text; the last step's strings are joined.</summary>
internal interface ITokenDecoder
{
    /// <summary>Makes of tokens, or of what an earlier step made, strings that are closer to text.</summary>
    List<string> Decode(List<string> tokens);
}
