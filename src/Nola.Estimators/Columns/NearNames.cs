namespace Microsoft.ML.Nola.Columns;

/// <summary>Finds the names that somebody may have meant.</summary>
internal static class NearNames
{
    private const int Most = 3;

    /// <summary>The names that differ from a wrong one by letter case alone, or else by a part or a few letters; the nearest first, at most three.</summary>
    public static IReadOnlyList<string> Find(string wrong, IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct(StringComparer.Ordinal)];
        string[] same = [.. all.Where(name => name.Equals(wrong, StringComparison.OrdinalIgnoreCase))];
        return same.Length > 0 ? same : Near(wrong, all);
    }

    private static string[] Near(string wrong, IEnumerable<string> names) =>
    [
        .. names
            .Select(name => (Name: name, Distance: Distance(wrong.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(near => near.Distance <= Math.Max(1, Math.Min(wrong.Length, near.Name.Length) / 3) || Contains(wrong, near.Name))
            .OrderBy(static near => near.Distance)
            .Take(Most)
            .Select(static near => near.Name),
    ];

    private static bool Contains(string wrong, string name) =>
        Math.Min(wrong.Length, name.Length) >= 3
        && (name.Contains(wrong, StringComparison.OrdinalIgnoreCase) || wrong.Contains(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The least number of letters to insert, delete, replace or swap with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        var costs = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    costs[i, j] = i + j;
                    continue;
                }

                int replaced = costs[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(replaced, 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    costs[i, j] = Math.Min(costs[i, j], 1 + costs[i - 2, j - 2]);
                }
            }
        }

        return costs[a.Length, b.Length];
    }
}
