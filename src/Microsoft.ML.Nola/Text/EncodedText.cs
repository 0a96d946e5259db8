namespace Microsoft.ML.Nola.Text;

/// <summary>A text, or a pair of texts, as token ids.</summary>
public sealed class EncodedText
{
    internal EncodedText(IReadOnlyList<int> ids, IReadOnlyList<int> typeIds, bool truncated)
    {
        Ids = ids;
        TypeIds = typeIds;
        Truncated = truncated;
    }

    /// <summary>Gets the ids, special tokens included if they were asked for.</summary>
    public IReadOnlyList<int> Ids { get; }

    /// <summary>Gets for each id the text it comes from: 0 for the first text and its special tokens, 1 for the second and the token that ends it.</summary>
    public IReadOnlyList<int> TypeIds { get; }

    /// <summary>Gets whether tokens were left out to keep the maximal length.</summary>
    internal bool Truncated { get; }
}
