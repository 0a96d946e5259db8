namespace Microsoft.ML.Nola.Basis;

/// <summary>Which of the two low-rank factors of an update s B A a basis spans.</summary>
public enum BasisFactor
{
    /// <summary>The factor that reads the input: [rank, in].</summary>
    A = 0,

    /// <summary>The factor that writes the output, kept as its transpose: [rank, out].</summary>
    B = 1,
}
