namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// The average of adapters, number by number. Factors are linear in coefficients, so the average of coefficients makes the average of factors. It means
/// something only if the numbers of all adapters mean the same, which is for the caller to check.
/// </summary>
internal static class AdapterAverage
{
    /// <summary>The average; of one adapter, or of equal ones, it has their bits.</summary>
    /// <param name="adapters">The adapters, at least one. What else an adapter says is that of the first.</param>
    /// <param name="shares">How much of each; they add up to 1.</param>
    public static Adapter Of(IReadOnlyList<Adapter> adapters, IReadOnlyList<double> shares) => adapters[0] with
    {
        Coefficients = Average([.. adapters.Select(static adapter => adapter.Coefficients)], shares),
        Head =
        [
            .. adapters[0].Head.Select((tensor, i) => tensor with { Values = Average([.. adapters.Select(adapter => adapter.Head[i].Values)], shares) }),
        ],
    };

    private static float[] Average(float[][] vectors, IReadOnlyList<double> shares)
    {
        var average = new float[vectors[0].Length];
        for (int n = 0; n < average.Length; n++)
        {
            // Summed in double and rounded once. Not from +0, which would take the sign of -0.
            double sum = shares[0] * vectors[0][n];
            for (int i = 1; i < vectors.Length; i++)
            {
                sum += shares[i] * vectors[i][n];
            }

            average[n] = (float)sum;
        }

        return average;
    }
}
