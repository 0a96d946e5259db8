namespace Microsoft.ML.Nola.Text;

/// <summary>A token that is found in the text before the text is split into words, such as [MASK].</summary>
/// <param name="Content">How it is spelt.</param>
/// <param name="Id">Its id, in the vocabulary or beyond it.</param>
/// <param name="Special">Whether decoding may leave it out.</param>
internal sealed record AddedToken(string Content, int Id, bool Special)
{
    /// <summary>Gets whether it is found only if neither neighbour is a letter, digit, mark or underscore.</summary>
    public bool SingleWord { get; init; }

    /// <summary>Gets whether it takes the white space on its left.</summary>
    public bool LeftStrip { get; init; }

    /// <summary>Gets whether it takes the white space on its right.</summary>
    public bool RightStrip { get; init; }

    /// <summary>Gets whether it is looked for in the normalised text, in its normalised spelling, instead of in the raw text.</summary>
    public bool Normalized { get; init; }
}
