namespace Microsoft.ML.Nola;

/// <summary>Where the coefficients of a NOLA adapter start.</summary>
public enum BasisInitialization
{
    /// <summary>
    /// Coefficients start at 0 around a seeded Kaiming-uniform offset A0; the update is exactly zero at the start and learns from the first step.
    /// </summary>
    Offset,

    /// <summary>
    /// Coefficients start at 1/k and 1/l without an offset, as the paper's vision release does; the update is small but not zero at the start.
    /// </summary>
    ConstantCoefficients,
}
