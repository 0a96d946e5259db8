using Microsoft.ML.Nola.Adapters;

namespace Microsoft.ML.Nola.Tests.Adapters;

/// <summary>
/// NOLA on banks that lie in memory, in double precision sums: what the reference fixtures are made with. Factors lie as <see cref="FactorLayout"/> has them.
/// </summary>
internal sealed class MaterializedFactorization(FactorLayout layout, IReadOnlyList<MaterializedSite> sites) : IFactorization
{
    public int CoefficientCount { get; } = layout.Sites.Sum(static site => site.NumBasisA + site.NumBasisB);

    public int FactorCount => layout.Count;

    public void Initialize(Span<float> coefficients, int seed) => coefficients.Clear();

    public void Expand(ReadOnlySpan<float> coefficients, Span<float> factors)
    {
        foreach ((float[] bank, float[]? start, int at, int size, int count, int coefficientsAt) in Slots())
        {
            for (int n = 0; n < size; n++)
            {
                double sum = start?[n] ?? 0;
                for (int i = 0; i < count; i++)
                {
                    sum += (double)coefficients[coefficientsAt + i] * bank[(i * size) + n];
                }

                factors[at + n] = (float)sum;
            }
        }
    }

    public void Contract(ReadOnlySpan<float> factorGradients, Span<float> coefficientGradients)
    {
        foreach ((float[] bank, _, int at, int size, int count, int coefficientsAt) in Slots())
        {
            for (int i = 0; i < count; i++)
            {
                double sum = 0;
                for (int n = 0; n < size; n++)
                {
                    sum += (double)factorGradients[at + n] * bank[(i * size) + n];
                }

                coefficientGradients[coefficientsAt + i] = (float)sum;
            }
        }
    }

    private IEnumerable<(float[] Bank, float[]? Start, int At, int Size, int Count, int CoefficientsAt)> Slots()
    {
        int coefficientsAt = 0;
        for (int i = 0; i < sites.Count; i++)
        {
            SitePlan plan = layout.Sites[i];
            yield return (sites[i].BankA, sites[i].Offset, layout.OffsetA(i), plan.SizeA, plan.NumBasisA, coefficientsAt);
            coefficientsAt += plan.NumBasisA;
            yield return (sites[i].BankB, null, layout.OffsetB(i), plan.SizeB, plan.NumBasisB, coefficientsAt);
            coefficientsAt += plan.NumBasisB;
        }
    }
}
