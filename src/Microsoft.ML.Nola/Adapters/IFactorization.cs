namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// How the numbers that train ("coefficients") become the low-rank factors of all sites, and how the gradient of the factors becomes that of the
/// coefficients. The one place where NOLA, LoRA and similar methods differ. Factors of all sites lie in one flat buffer (<see cref="FactorLayout"/>).
/// </summary>
internal interface IFactorization
{
    /// <summary>How many coefficients there are.</summary>
    int CoefficientCount { get; }

    /// <summary>How many factor entries there are.</summary>
    int FactorCount { get; }

    /// <summary>Writes the start values of the coefficients.</summary>
    /// <param name="coefficients">All coefficients, overwritten.</param>
    /// <param name="seed">The training seed, for methods whose start is random.</param>
    void Initialize(Span<float> coefficients, int seed);

    /// <summary>Computes the factors, overwritten.</summary>
    void Expand(ReadOnlySpan<float> coefficients, Span<float> factors);

    /// <summary>Computes the gradient of the coefficients from that of the factors, overwritten.</summary>
    void Contract(ReadOnlySpan<float> factorGradients, Span<float> coefficientGradients);
}
