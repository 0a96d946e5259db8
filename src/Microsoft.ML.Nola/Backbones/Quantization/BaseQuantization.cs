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
    /// 4-bit NormalFloat with double quantisation, as QLoRA has it (arXiv 2305.14314): a block of 64 weights has one scale, and a block of 256 scales has one
    /// again. Weights that lose most by it have integers instead: tables of words and their heads those of 5 bits, attention's values those of 8; and what a
    /// file has in blocks of 4 bits stays in integers of 4 bits. That makes 0.52 to 0.6 bytes a weight.
    /// </summary>
    Nf4,
}
