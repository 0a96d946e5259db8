namespace Microsoft.ML.Nola;

/// <summary>How a frozen backbone is adapted to a task.</summary>
public enum AdaptationMethod
{
    /// <summary>A low-rank update whose factors are linear combinations of seeded random bases; only the coefficients train (arXiv 2310.02556).</summary>
    Nola,

    /// <summary>A low-rank update whose factors train themselves (arXiv 2106.09685).</summary>
    LoRA,

    /// <summary>No update: only the head trains, on features that are computed once.</summary>
    LinearProbe,

    /// <summary>
    /// Every tensor of a private copy of the backbone trains. The baseline to compare with: each fitted model takes a copy of the backbone in memory and in the
    /// zip, and makes it anew when it is used after a Dispose.
    /// </summary>
    FullFineTuning,

    /// <summary>
    /// A low-rank update whose factors, of all modules together, are taken from one vector that trains: each entry is one of its numbers, chosen by a seed
    /// (Uni-LoRA, arXiv 2506.00799).
    /// </summary>
    UniLoRA,

    /// <summary>
    /// A low-rank update whose factors are random, drawn from a seed, and shared by all modules; a number for each rank and one for each output train (VeRA, arXiv
    /// 2310.11454). It wants a rank of hundreds.
    /// </summary>
    VeRA,
}
