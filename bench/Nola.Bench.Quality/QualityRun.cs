namespace Nola.Bench.Quality;

/// <summary>A fit that is measured once.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Contender">The row of the table.</param>
/// <param name="Setting">Its learning rate, or whatever else it is set by; null for its own.</param>
/// <param name="Seed">Draws the rows, and is the seed of the fit.</param>
/// <param name="Part">What it was measured with: <see cref="HeldOut"/> or <see cref="Test"/>.</param>
internal sealed record QualityRun(string Data, string Contender, double? Setting, int Seed, string Part)
{
    /// <summary>A fifth of the rows to learn from, kept apart to choose settings by.</summary>
    public const string HeldOut = "held out";

    public const string Test = "test";
}
