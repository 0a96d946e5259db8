using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson;

/// <summary>Changes a text before it is split. Safe for use from several threads.</summary>
internal interface INormalizer
{
    /// <summary>Normalises a part of a text.</summary>
    /// <param name="text">The part. Half a surrogate pair never occurs in it.</param>
    /// <param name="begins">Whether the text begins with it.</param>
    /// <param name="ends">Whether the text ends with it.</param>
    string Normalize(string text, bool begins, bool ends);

    /// <summary>
    /// Says whether a text may be normalised in two parts, the first of which ends with one code point and the second begins with the other: what comes out
    /// must be the same whatever else the parts have. <c>false</c> if in doubt: a long text is then normalised whole.
    /// </summary>
    bool CanBeCut(Rune before, Rune after);
}
