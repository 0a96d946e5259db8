namespace Microsoft.ML.Nola.Text;

/// <summary>The longest_first rule of the tokenizers library.</summary>
internal static class PairTruncation
{
    /// <summary>Says how many tokens of each text stay.</summary>
    /// <param name="first">Tokens of the first text.</param>
    /// <param name="second">Tokens of the second text.</param>
    /// <param name="room">Tokens that may stay in all, from 0.</param>
    /// <returns>Lengths that add up to <paramref name="room"/> at most. Of two long texts the longer keeps the odd token, on a tie the second.</returns>
    public static (int First, int Second) Fit(int first, int second, int room)
    {
        if ((long)first + second <= room)
        {
            return (first, second);
        }

        if (first > second)
        {
            (second, first) = Fit(second, first, room);
            return (first, second);
        }

        // Here the first is the shorter. If it fits, the second takes what it leaves, else both share.
        int rest = Math.Max(first, room - first);
        return first <= room && first + rest <= room ? (first, rest) : (room / 2, (room / 2) + (room % 2));
    }
}
