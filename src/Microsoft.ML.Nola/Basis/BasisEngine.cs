using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Nola.Basis;

/// <summary>Passes over a basis, for one width of registers. All engines give the same bits.</summary>
internal abstract class BasisEngine
{
    /// <summary>Gets the widest engine that this machine runs well.</summary>
    internal static BasisEngine Best { get; } = Supported()[0];

    /// <summary>Gets the number of 32-bit words that it handles at a time.</summary>
    internal abstract int Width { get; }

    /// <summary>The engines that this machine can run, widest first. The scalar one is always there.</summary>
    internal static IReadOnlyList<BasisEngine> Supported()
    {
        List<BasisEngine> engines = [];
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            engines.Add(new LaneEngine<Vector512<uint>, Vector512<ulong>, Vector512Lanes>());
        }

        if (Avx2.IsSupported)
        {
            engines.Add(new LaneEngine<Vector256<uint>, Vector256<ulong>, Vector256Lanes>());
        }

        if (Vector128.IsHardwareAccelerated)
        {
            engines.Add(new LaneEngine<Vector128<uint>, Vector128<ulong>, Vector128Lanes>());
        }

        engines.Add(new LaneEngine<uint, ulong, ScalarLanes>());
        return engines;
    }

    /// <summary>Scaled sums of bases, for several sets of coefficients.</summary>
    /// <param name="spec">The basis.</param>
    /// <param name="signs">Its signs if they are kept; null if they are to be drawn.</param>
    /// <param name="scale">What the sums are multiplied by.</param>
    /// <param name="coefficients">Holds k coefficients at every offset.</param>
    /// <param name="coefficientOffsets">Where the coefficients of each set begin.</param>
    /// <param name="factors">Receives [r, d] at every offset.</param>
    /// <param name="factorOffsets">Where the factor of each set begins.</param>
    internal abstract void Expand(
        in BasisSpec spec,
        PackedSigns? signs,
        float scale,
        ReadOnlySpan<float> coefficients,
        ReadOnlySpan<int> coefficientOffsets,
        Span<float> factors,
        ReadOnlySpan<int> factorOffsets);

    /// <summary>Scaled inner products of every basis with several gradients.</summary>
    /// <param name="spec">The basis.</param>
    /// <param name="signs">Its signs if they are kept; null if they are to be drawn.</param>
    /// <param name="scale">What the inner products are multiplied by.</param>
    /// <param name="gradients">Holds [r, d] at every offset.</param>
    /// <param name="gradientOffsets">Where the gradient of each set begins.</param>
    /// <param name="coefficients">Receives k numbers at every offset.</param>
    /// <param name="coefficientOffsets">Where the coefficients of each set begin.</param>
    internal abstract void Contract(
        in BasisSpec spec,
        PackedSigns? signs,
        float scale,
        ReadOnlySpan<float> gradients,
        ReadOnlySpan<int> gradientOffsets,
        Span<float> coefficients,
        ReadOnlySpan<int> coefficientOffsets);

    /// <summary>One word of every element.</summary>
    /// <param name="spec">The basis.</param>
    /// <param name="purpose">Basis or offset.</param>
    /// <param name="group">The basis group.</param>
    /// <param name="word">Which of the four words.</param>
    /// <param name="words">Receives [r, d].</param>
    internal abstract void Draw(in BasisSpec spec, uint purpose, int group, int word, Span<uint> words);

    /// <summary>All words of a Rademacher basis.</summary>
    /// <param name="spec">The basis.</param>
    /// <param name="signs">Receives them.</param>
    internal abstract void Draw(in BasisSpec spec, PackedSigns signs);
}
