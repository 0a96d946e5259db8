namespace Microsoft.ML.Nola;

/// <summary>The distribution of the entries of a random basis. Both have variance 1/(3k) after scaling.</summary>
public enum BasisDistribution
{
    /// <summary>Plus or minus one, scaled by 1/sqrt(3k).</summary>
    Rademacher,

    /// <summary>Uniform on [-1, 1), scaled by 1/sqrt(k).</summary>
    Uniform,
}
