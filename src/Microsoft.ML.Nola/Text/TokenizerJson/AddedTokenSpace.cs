namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>The white space that added tokens take from the text beside them.</summary>
internal static class AddedTokenSpace
{
    /// <summary>Adds to a token that was found the white space that it takes.</summary>
    /// <param name="token">The token, or <c>null</c>.</param>
    /// <param name="text">The text.</param>
    /// <param name="from">Where what is left of the text begins.</param>
    /// <param name="start">Where the token begins.</param>
    /// <param name="end">Where it ends.</param>
    public static void Widen(AddedToken? token, ReadOnlySpan<char> text, int from, ref int start, ref int end)
    {
        if (token?.LeftStrip == true)
        {
            start = from + text[from..start].TrimEnd().Length;
        }

        if (token?.RightStrip == true)
        {
            end += Leading(text[end..]);
        }
    }

    /// <summary>Says with how many characters of white space a text begins; not with all of one that is nothing else.</summary>
    public static int Leading(ReadOnlySpan<char> text) => text.Length - text.TrimStart().Length;
}
