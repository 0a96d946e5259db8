namespace Microsoft.ML.Nola.Adapters;

/// <summary>An adapter as data: what is adapted, the fitted numbers, and the head. Most often kilobytes; bound to a backbone when it is used.</summary>
/// <param name="Plan">The sites and what their factors are made of.</param>
/// <param name="Coefficients">The fitted coefficients in site order.</param>
/// <param name="Head">The head's tensors by name (<c>head.weight</c>, <c>head.bias</c>).</param>
/// <param name="BackboneIdentity">The identity of the backbone it was fitted over.</param>
/// <param name="BackboneName">The name that the backbone's configuration gives it, if it gives one; for readers, never for look-up.</param>
internal sealed record Adapter(AdapterPlan Plan, float[] Coefficients, IReadOnlyList<HeadTensor> Head, string BackboneIdentity, string? BackboneName)
{
    /// <summary>The word by which PEFT knows what such a model is for; null for that of a classifier, or of no head. What reads a folder looks past it.</summary>
    public string? TaskType { get; init; }

    private bool UsesBases => Plan.Sites.Any(static site => site.NumBasisA > 0);

    /// <summary>
    /// The adapter with the first bases of every site alone, and their coefficients. Nothing is rounded: its factors have the bits that those of this one have
    /// when the other coefficients are zero.
    /// </summary>
    /// <param name="numBasisA">The most bases of A; a site that has no more keeps all of them.</param>
    /// <param name="numBasisB">The most bases of B.</param>
    public Adapter Truncate(int numBasisA, int numBasisB)
    {
        SitePlan[] sites = [.. Plan.Sites.Select(site => site.Truncate(Plan.Distribution, numBasisA, numBasisB))];
        var kept = new List<float>();
        int at = 0;
        foreach ((SitePlan site, SitePlan truncated) in Plan.Sites.Zip(sites))
        {
            kept.AddRange(Coefficients.AsSpan(at, truncated.NumBasisA));
            kept.AddRange(Coefficients.AsSpan(at + site.NumBasisA, truncated.NumBasisB));
            at += site.NumBasisA + site.NumBasisB;
        }

        return this with { Plan = Plan with { Sites = sites }, Coefficients = [.. kept] };
    }

    /// <summary>The public description.</summary>
    public AdapterInfo Describe(int? trainingSeed) => new()
    {
        Method = Plan.Method,
        Rank = Plan.Rank,
        Alpha = Plan.Alpha,
        NumBasisA = Plan.Sites.Count > 0 ? Plan.Sites[0].NumBasisA : 0,
        NumBasisB = Plan.Sites.Count > 0 ? Plan.Sites[0].NumBasisB : 0,
        BasisSeed = Plan.Sites.Count > 0 ? Plan.BasisSeed : 0,
        TrainingSeed = trainingSeed,
        Distribution = UsesBases ? Plan.Distribution : default,
        Sites = [.. Plan.Sites.Select(static site => site.Path)],
        ParametersByModule = Plan.ParametersByModule(),
        AdapterParameters = Coefficients.Length,
        HeadParameters = Head.Sum(static tensor => tensor.Values.Length),
        BackboneName = BackboneName,
        BackboneIdentity = BackboneIdentity,
    };
}
