namespace Microsoft.ML.Nola.Text.Unigram;

/// <summary>The tokens that stand for a byte of what a vocabulary cannot spell: &lt;0x00&gt; to &lt;0xFF&gt;.</summary>
internal static class ByteTokens
{
    /// <summary>Reads the byte of a token.</summary>
    /// <returns><c>null</c> if the token is of another form.</returns>
    public static byte? Parse(ReadOnlySpan<char> token) =>
        token is ['<', '0', 'x', char high, char low, '>'] && char.IsAsciiHexDigitUpper(high) && char.IsAsciiHexDigitUpper(low)
            ? Convert.FromHexString([high, low])[0]
            : null;

    /// <summary>Finds the ids of all bytes; <see cref="PieceTrie.None"/> stands for one that is missing.</summary>
    public static int[] Find(IReadOnlyList<string> tokens)
    {
        int[] bytes = new int[256];
        Array.Fill(bytes, PieceTrie.None);
        for (int id = 0; id < tokens.Count; id++)
        {
            if (Parse(tokens[id]) is { } value)
            {
                bytes[value] = id;
            }
        }

        return bytes;
    }
}
