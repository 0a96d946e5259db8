namespace Microsoft.ML.Nola.Tests.Backbones;

/// <summary>
/// What rounding to bfloat16 can do. It keeps eight binary digits, so a number is off by at most 2^-8 of itself. Roundings one after another that know
/// nothing of each other add up as squares do. Their mean is some 2^-8 / 2.5, which leaves room for maps that enlarge errors.
/// </summary>
internal static class BFloat16Rounding
{
    public const double Unit = 1.0 / 256;

    /// <summary>
    /// The roundings on the way through a layer: map and sums of values, context, map and sums of the output, residual sum, norm; two maps and their sums,
    /// activation, residual sum and norm of the feed-forward block.
    /// </summary>
    private const int InLayer = 14;

    /// <summary>The roundings of the table of words, and of what goes into the first layer.</summary>
    private const int InEmbedding = 2;

    /// <summary>The error, relative to the length of the vector, of states behind some layers.</summary>
    public static double OfStates(int layers) => After((layers * InLayer) + InEmbedding);

    /// <summary>The error of gradients: states are rounded on the way up, what is passed back on the way down, and factors and their gradients once each.</summary>
    public static double OfGradients(int layers) => After((2 * ((layers * InLayer) + InEmbedding)) + 3);

    public static double After(int roundings) => Unit * Math.Sqrt(roundings);

    /// <summary>The length of the difference as a part of the length of what is expected.</summary>
    public static double Difference(IReadOnlyList<float> expected, IReadOnlyList<float> actual)
    {
        Assert.HasCount(expected.Count, actual);
        double difference = expected.Zip(actual, static (x, y) => Math.Pow((double)x - y, 2)).Sum();
        return Math.Sqrt(difference / expected.Sum(static x => (double)x * x));
    }
}
