using System.Text;

namespace Microsoft.ML.Nola.Plots;

/// <summary>Text from outside on its way into a picture.</summary>
internal static class PlotText
{
    /// <summary>As much of a name as fits beside a matrix.</summary>
    public const int LongestName = 28;

    /// <summary>Text of one line without halves of surrogate pairs and control characters, cut if it is long.</summary>
    public static string Clean(string text, int longest = 100)
    {
        var clean = new StringBuilder();
        int count = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (count++ == longest)
            {
                return clean.Append('…').ToString();
            }

            clean.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return clean.ToString();
    }
}
