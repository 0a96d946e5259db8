namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>A site as a PEFT file has it: a part of the factors of its module.</summary>
/// <param name="Plan">The site.</param>
/// <param name="First">The first row of the module's A, and column of its B, that is the site's.</param>
internal sealed record LoraSite(SitePlan Plan, int First)
{
    private int OutOfModule => Plan.Slice?.ModuleOutFeatures ?? Plan.OutFeatures;

    /// <summary>Copies the site's part of A [rank, in] and B [out, rank] of its module.</summary>
    public void CopyFactors(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> siteA, Span<float> transposedB)
    {
        a.Slice(First * Plan.InFeatures, Plan.SizeA).CopyTo(siteA);
        int rank = b.Length / OutOfModule;
        for (int i = 0; i < Plan.SizeB; i++)
        {
            (int column, int row) = Math.DivRem(i, Plan.OutFeatures);
            transposedB[i] = b[(((Plan.Slice?.Offset ?? 0) + row) * rank) + First + column];
        }
    }

    /// <summary>The site's bias.</summary>
    public float[] ReadBias(LoraTensors tensors) =>
        tensors.ReadBias(Plan.PeftPath, OutOfModule).AsSpan(Plan.Slice?.Offset ?? 0, Plan.OutFeatures).ToArray();
}
