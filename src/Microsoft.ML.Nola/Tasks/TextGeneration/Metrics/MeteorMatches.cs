namespace Microsoft.ML.Nola.Tasks.TextGeneration.Metrics;

/// <summary>What METEOR counts of an output and a reference, or of many.</summary>
/// <param name="Matches">The words that are matched, each with one of the other text.</param>
/// <param name="Chunks">Into how many runs the matches fall that stand together, and in the same order, in both texts; none if the texts are equal.</param>
/// <param name="OutputLength">The words of the output.</param>
/// <param name="ReferenceLength">The words of the reference.</param>
internal readonly record struct MeteorMatches(long Matches, long Chunks, long OutputLength, long ReferenceLength)
{
    private const double Alpha = 0.85;
    private const double Beta = 0.2;
    private const double Gamma = 0.6;

    /// <summary>The score, 0 to 1: a mean of precision and recall that leans to recall, less what the matches are torn apart.</summary>
    public double Score
    {
        get
        {
            if (Matches == 0)
            {
                return 0;
            }

            double precision = (double)Matches / OutputLength;
            double recall = (double)Matches / ReferenceLength;
            double mean = 1 / (((1 - Alpha) / precision) + (Alpha / recall));
            return mean * (1 - (Gamma * Math.Pow((double)Chunks / Matches, Beta)));
        }
    }

    public static MeteorMatches operator +(MeteorMatches one, MeteorMatches other) => new(
        one.Matches + other.Matches, one.Chunks + other.Chunks, one.OutputLength + other.OutputLength, one.ReferenceLength + other.ReferenceLength);
}
