namespace Microsoft.ML.Nola.Columns;

/// <summary>Names that somebody may have meant by a name that does not exist: another letter case, a slip of the pen, or a part of the name.</summary>
internal static class NearNames
{
    private const int Most = 3;
    private const int LeastPart = 3;

    /// <summary>The near names in quotes, behind words that fit the end of a message; empty if no name is near.</summary>
    public static string Describe(string name, IEnumerable<string> present) =>
        Find(name, present) switch
        {
            [] => string.Empty,
            [string only] => $"; the nearest name is '{only}'",
            IReadOnlyList<string> several => $"; near names are {string.Join(", ", several.Select(static near => $"'{near}'"))}",
        };

    /// <summary>Finds at most three names, the nearest first.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> present)
    {
        string wanted = Fold(name);
        return
        [
            .. present.Distinct(StringComparer.Ordinal)
                .Select(candidate => (Name: candidate, Distance: Distance(wanted, Fold(candidate))))
                .Where(static candidate => candidate.Distance is not null)
                .OrderBy(static candidate => candidate.Distance)
                .Take(Most)
                .Select(static candidate => candidate.Name),
        ];
    }

    /// <summary>Letter case and the marks between words are no difference.</summary>
    private static string Fold(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>
    /// How many letters were changed, left out, added or swapped; null if they are too many for a slip and neither name is a part of the other.
    /// </summary>
    private static int? Distance(string wanted, string candidate)
    {
        int slips = CountSlips(wanted, candidate);
        if (slips <= Math.Max(wanted.Length, candidate.Length) / 3)
        {
            return slips;
        }

        bool isPart = Math.Min(wanted.Length, candidate.Length) >= LeastPart
            && (wanted.Contains(candidate, StringComparison.Ordinal) || candidate.Contains(wanted, StringComparison.Ordinal));
        return isPart ? slips : null;
    }

    /// <summary>The edit distance in which two neighbours that changed places count once (optimal string alignment).</summary>
    private static int CountSlips(string first, string second)
    {
        int[,] slips = new int[first.Length + 1, second.Length + 1];
        for (int i = 0; i <= first.Length; i++)
        {
            for (int j = 0; j <= second.Length; j++)
            {
                slips[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(slips[i - 1, j], slips[i, j - 1]) + 1, slips[i - 1, j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1])
                {
                    slips[i, j] = Math.Min(slips[i, j], slips[i - 2, j - 2] + 1);
                }
            }
        }

        return slips[first.Length, second.Length];
    }
}
