namespace Microsoft.ML.Nola;

/// <summary>
/// In which type of number a frozen backbone is held and computed. What trains, norms, attention's scores, heads and losses are always in single precision.
/// </summary>
public enum ComputeType
{
#pragma warning disable CA1720 // The name of the number type is what the member means.
    /// <summary>32-bit floating point.</summary>
    Float32,
#pragma warning restore CA1720

    /// <summary>
    /// Frozen weights, and what goes from one layer to the next, in 16 bits with the range of 32 and eight binary digits (bfloat16): half the memory, and
    /// linear maps about twice as fast on processors with instructions for it (AVX512-BF16, AMX). On others it is slower than single precision. A backbone
    /// whose weights are quantised cannot have it; full fine-tuning, which freezes nothing, computes in single precision nevertheless.
    /// </summary>
    BFloat16,

    /// <summary>
    /// <see cref="BFloat16"/> if the processor has instructions for it, the backbone is on the CPU and its weights are not quantised; else
    /// <see cref="Float32"/>.
    /// </summary>
    Auto,
}
