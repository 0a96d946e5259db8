namespace Microsoft.ML.Nola;

/// <summary>How the weights of a frozen backbone are held in memory. What adapts it is always in single precision.</summary>
public enum BaseQuantization
{
    /// <summary>32-bit floating point: 4 bytes a weight.</summary>
    None,

#pragma warning disable CA1720 // The name of the number type is what the member means.
    /// <summary>8-bit integers with one scale for each row of a weight: 1 byte a weight.</summary>
    Int8,
#pragma warning restore CA1720

    /// <summary>
    /// 4-bit NormalFloat with double quantisation, as QLoRA has it (arXiv 2305.14314): 0.52 bytes a weight. A block of 64 weights has one scale, and a block of
    /// 256 scales has one again.
    /// </summary>
    Nf4,
}
