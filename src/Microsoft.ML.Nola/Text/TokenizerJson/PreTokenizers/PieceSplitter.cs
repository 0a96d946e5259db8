using System.Runtime.InteropServices;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Text.TokenizerJson.Patterns;

namespace Microsoft.ML.Nola.Text.TokenizerJson.PreTokenizers;

/// <summary>Splits a piece at matches.</summary>
internal static class PieceSplitter
{
    /// <summary>Splits.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="matches">The matches from left to right.</param>
    /// <param name="behavior">What becomes of them.</param>
    /// <param name="invert">Whether what lies between matches is meant instead of them.</param>
    /// <param name="pieces">Appended to.</param>
    public static void Split(TextPiece piece, List<PatternMatch> matches, SplitBehavior behavior, bool invert, List<TextPiece> pieces)
    {
        List<(int Start, int End, bool IsMatch)> stretches = new((2 * matches.Count) + 1);
        int position = 0;
        foreach ((int start, int length) in matches)
        {
            if (start > position)
            {
                stretches.Add((position, start, invert));
            }

            position = start + length;
            if (length > 0)
            {
                stretches.Add((start, position, !invert));
            }
        }

        if (position < piece.Length)
        {
            stretches.Add((position, piece.Length, invert));
        }

        foreach ((int start, int end, bool isMatch) in Join(stretches, behavior))
        {
            if (!isMatch || behavior != SplitBehavior.Removed)
            {
                pieces.Add(piece.Slice(start, end - start));
            }
        }
    }

    /// <summary>Reads the setting of a part.</summary>
    public static SplitBehavior ReadBehavior(JsonSettings settings, SplitBehavior defaultValue)
    {
        string name = settings.GetString("behavior", null) ?? defaultValue.ToString();
        return Enum.TryParse(name, ignoreCase: false, out SplitBehavior behavior) && Enum.IsDefined(behavior) && !char.IsAsciiDigit(name[0])
            ? behavior
            : throw TokenizerParts.Refuse(settings, "behavior", $"is '{name}', not one of {string.Join(", ", Enum.GetNames<SplitBehavior>())}");
    }

    private static List<(int Start, int End, bool IsMatch)> Join(List<(int Start, int End, bool IsMatch)> stretches, SplitBehavior behavior)
    {
        if (behavior is SplitBehavior.Removed or SplitBehavior.Isolated)
        {
            return stretches;
        }

        List<(int Start, int End, bool IsMatch)> joined = new(stretches.Count);
        bool isBackward = behavior == SplitBehavior.MergedWithNext;
        if (isBackward)
        {
            stretches.Reverse();
        }

        bool wasMatch = false;
        foreach ((int Start, int End, bool IsMatch) stretch in stretches)
        {
            bool joins = joined.Count > 0 && (behavior == SplitBehavior.Contiguous ? stretch.IsMatch == wasMatch : stretch.IsMatch && !wasMatch);
            if (joins)
            {
                ref (int Start, int End, bool IsMatch) last = ref CollectionsMarshal.AsSpan(joined)[^1];
                last = isBackward ? (stretch.Start, last.End, false) : (last.Start, stretch.End, false);
            }
            else
            {
                joined.Add(stretch);
            }

            wasMatch = stretch.IsMatch;
        }

        if (isBackward)
        {
            joined.Reverse();
        }

        return joined;
    }
}
