namespace Microsoft.ML.Nola.Text;

/// <summary>The special tokens that an encoder puts around a text or a pair: Begin text End, or Begin text Between pair End. Each part may be empty.</summary>
/// <param name="Begin">The ids before the first text.</param>
/// <param name="Between">The ids between the texts of a pair.</param>
/// <param name="End">The ids after the last text.</param>
internal sealed record SpecialFrame(int[] Begin, int[] Between, int[] End)
{
    /// <summary>Gets how many of the ids between texts, at their end, have the second text's type.</summary>
    public int BetweenOfSecond { get; init; }

    /// <summary>The empty frame, of texts without special tokens around them.</summary>
    public static SpecialFrame None { get; } = new([], [], []);

    /// <summary>Says how many special tokens there are.</summary>
    public int Count(bool isPair) => Begin.Length + End.Length + (isPair ? Between.Length : 0);
}
