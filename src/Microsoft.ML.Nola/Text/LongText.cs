namespace Microsoft.ML.Nola.Text;

/// <summary>How long texts are taken in parts, so that what is cut off anyway costs little.</summary>
internal static class LongText
{
    /// <summary>A part has this many characters for each token that is wanted, within the two limits below.</summary>
    private const int CharactersAToken = 8;
    private const int ShortestPart = 512;
    private const int LongestPart = 4096;

    /// <summary>The characters of a part.</summary>
    /// <param name="wanted">How many tokens are wanted.</param>
    public static int PartLength(long wanted) => (int)Math.Clamp(wanted * CharactersAToken, ShortestPart, LongestPart);
}
