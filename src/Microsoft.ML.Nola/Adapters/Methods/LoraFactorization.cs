using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Adapters.Methods;

/// <summary>LoRA: the factors are the coefficients.</summary>
internal sealed class LoraFactorization(FactorLayout layout) : IFactorization
{
    // The purpose words of docs/basis-format.md go up to 1; a start value is not part of the basis, so it takes a word of its own.
    private const uint StartPurpose = 2u << 8 | 1;

    public int CoefficientCount => layout.Count;

    public int FactorCount => layout.Count;

    /// <summary>As PEFT starts it: A Kaiming-uniform with a = sqrt(5), that is bound 1/sqrt(in); B zero.</summary>
    public void Initialize(Span<float> coefficients, int seed)
    {
        coefficients.Clear();
        for (int site = 0; site < layout.Sites.Count; site++)
        {
            SitePlan plan = layout.Sites[site];
            uint stream = RandomBasis.GetStream(plan.Path, BasisFactor.A);
            Span<float> a = coefficients.Slice(layout.OffsetA(site), plan.SizeA);
            for (int i = 0; i < a.Length; i++)
            {
                uint word = Philox.Block((uint)(i % plan.InFeatures), (uint)(i / plan.InFeatures), stream, StartPurpose, (ulong)seed).W0;
                a[i] = RandomBasis.ToUniform(word) / MathF.Sqrt(plan.InFeatures);
            }
        }
    }

    public void Expand(ReadOnlySpan<float> coefficients, Span<float> factors) => coefficients.CopyTo(factors);

    public void Contract(ReadOnlySpan<float> factorGradients, Span<float> coefficientGradients) => factorGradients.CopyTo(coefficientGradients);
}
