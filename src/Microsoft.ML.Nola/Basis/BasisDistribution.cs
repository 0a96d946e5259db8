namespace Microsoft.ML.Nola;

/// <summary>How the entries of a random basis are distributed. Both have mean 0, and after scaling variance 1/(3k) for k bases.</summary>
public enum BasisDistribution
{
    /// <summary>Entries are +1 or -1, one bit each; the scale is 1/sqrt(3k). The default: one call of the generator serves 128 bases.</summary>
    Rademacher = 0,

    /// <summary>Entries are uniform on [-1, 1) in steps of 2^-23; the scale is 1/sqrt(k). One call of the generator serves 4 bases.</summary>
    Uniform = 1,
}
