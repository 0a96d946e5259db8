namespace Microsoft.ML.Nola.Text.WordPiece;

/// <summary>How the reference writes one token of a sequence as text.</summary>
internal static class WordPieceDecoding
{
    // Applied to each token with its leading space, not to the whole text: so "do n't" is mended and "don ' t" is not.
    private static readonly (string From, string To)[] Clean =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    /// <summary>Writes a token: a word after a space, a piece without its prefix and without a space. The first token stands as it is.</summary>
    /// <param name="token">The token.</param>
    /// <param name="prefix">What pieces begin with.</param>
    /// <param name="first">Whether it is the first token.</param>
    /// <param name="cleanUp">Whether the space before some punctuation goes.</param>
    public static string Join(string token, string prefix, bool first, bool cleanUp = true)
    {
        if (!first)
        {
            token = token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..] : " " + token;
        }

        foreach ((string from, string to) in cleanUp ? Clean : [])
        {
            token = token.Replace(from, to, StringComparison.Ordinal);
        }

        return token;
    }
}
