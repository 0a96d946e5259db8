namespace Microsoft.ML.Nola.Tasks.TextRegression;

/// <summary>How alike two lists of numbers rise and fall.</summary>
internal static class Correlation
{
    /// <summary>Pearson's correlation; NaN if all numbers of a list are one value, or there are fewer than two.</summary>
    public static double Pearson(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (IsConstant(first) || IsConstant(second))
        {
            return double.NaN;
        }

        (double firstMean, double secondMean) = (first.Average(), second.Average());
        double product = 0, firstSquares = 0, secondSquares = 0;
        for (int i = 0; i < first.Count; i++)
        {
            (double x, double y) = (first[i] - firstMean, second[i] - secondMean);
            product += x * y;
            firstSquares += x * x;
            secondSquares += y * y;
        }

        return Math.Clamp(product / (Math.Sqrt(firstSquares) * Math.Sqrt(secondSquares)), -1, 1);
    }

    /// <summary>Spearman's: Pearson's of the ranks. Equal numbers share the mean of their ranks.</summary>
    public static double Spearman(IReadOnlyList<double> first, IReadOnlyList<double> second) => Pearson(Ranks(first), Ranks(second));

    private static bool IsConstant(IReadOnlyList<double> values) => values.Count < 2 || values.All(value => value == values[0]);

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(index => values[index])];
        var ranks = new double[order.Length];
        for (int start = 0, end; start < order.Length; start = end)
        {
            end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            foreach (int index in order.AsSpan(start, end - start))
            {
                ranks[index] = (start + end - 1) / 2.0;
            }
        }

        return ranks;
    }
}
