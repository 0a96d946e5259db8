using System.Numerics.Tensors;
using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>Factors of one shape that read one stream, and so share a pass over its basis.</summary>
/// <param name="basis">The basis.</param>
/// <param name="coefficientOffsets">Where the coefficients of each factor begin among those of all sites.</param>
/// <param name="factorOffsets">Where each factor begins among those of all sites.</param>
/// <param name="offset">A0; null if there is none.</param>
internal sealed class BasisPass(RandomBasis basis, int[] coefficientOffsets, int[] factorOffsets, float[]? offset)
{
    // What a kernel takes at once (ContractKernel.SumSignedOfThree): to part them would cost what they share.
    private const int FactorsAtOnce = 3;

    /// <summary>Parts of the pass that threads can do at once. Each draws the basis anew, so they are no more than asked for.</summary>
    /// <param name="parts">The most parts.</param>
    public IEnumerable<BasisPass> Divide(int parts)
    {
        int least = (factorOffsets.Length + parts - 1) / parts;
        int length = (least + FactorsAtOnce - 1) / FactorsAtOnce * FactorsAtOnce;
        for (int i = 0; i < factorOffsets.Length; i += length)
        {
            int end = Math.Min(i + length, factorOffsets.Length);
            yield return new BasisPass(basis, coefficientOffsets[i..end], factorOffsets[i..end], offset);
        }
    }

    /// <summary>Computes the factors.</summary>
    /// <param name="coefficients">The coefficients of all sites.</param>
    /// <param name="factors">The factors of all sites, of which those of this pass are overwritten.</param>
    public void Expand(ReadOnlySpan<float> coefficients, Span<float> factors)
    {
        basis.Expand(coefficients, coefficientOffsets, factors, factorOffsets);
        if (offset is null)
        {
            return;
        }

        foreach (int at in factorOffsets)
        {
            Span<float> factor = factors.Slice(at, offset.Length);
            TensorPrimitives.Add(offset, factor, factor);
        }
    }

    /// <summary>Computes the gradients of the coefficients.</summary>
    /// <param name="factorGradients">The gradients of the factors of all sites.</param>
    /// <param name="coefficientGradients">The gradients of the coefficients of all sites, of which those of this pass are overwritten.</param>
    public void Contract(ReadOnlySpan<float> factorGradients, Span<float> coefficientGradients) =>
        basis.Contract(factorGradients, factorOffsets, coefficientGradients, coefficientOffsets);
}
