using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using TorchSharp;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// One adapter for all rows: y = x W^T + bias + s (x A^T) B^T at the sites that the adapter has, the frozen map elsewhere. In a fused map a site is a
/// slice of y.
/// </summary>
internal sealed class LowRankBinding : AdapterBinding
{
    private readonly Factors?[] _bySite;

    /// <summary>Binds factors to sites.</summary>
    /// <param name="siteCount">The number of sites of the backbone.</param>
    /// <param name="indexes">The backbone's site number of each adapted site.</param>
    /// <param name="sites">The adapted sites.</param>
    /// <param name="factors">A [r, in] and B transposed [r, out] of each adapted site in turn. The caller owns them and outlives the binding.</param>
    public LowRankBinding(int siteCount, IReadOnlyList<int> indexes, IReadOnlyList<SitePlan> sites, IReadOnlyList<torch.Tensor> factors)
    {
        _bySite = new Factors?[siteCount];
        for (int i = 0; i < sites.Count; i++)
        {
            _bySite[indexes[i]] = new Factors(factors[2 * i], factors[(2 * i) + 1], (float)sites[i].Scale);
        }
    }

    /// <summary>What drops entries of an adapter's input while training; null leaves the input as it is.</summary>
    public IInputDropout? Dropout { get; set; }

    public override torch.Tensor Linear(FrozenLinear map, torch.Tensor input) => Linear(map, input, Dropout);

    public override torch.Tensor Linear(FrozenLinear map, torch.Tensor input, Activation activation) =>
        map.Slices.Any(slice => _bySite[slice.Site.Index] is not null) ? base.Linear(map, input, activation) : map.Apply(input, activation);

    public override torch.Tensor LinearOfTable(FrozenLinear map, torch.Tensor input) => Linear(map, input, dropout: null);

    /// <summary>Adds a site's update in place: the backward pass of a linear map does not need its output.</summary>
    private static void Add(Factors factors, SiteSlice slice, torch.Tensor input, torch.Tensor output, IInputDropout? dropout)
    {
        using torch.Tensor? dropped = dropout?.Apply(slice.Site, input);
        using torch.Tensor down = torch.nn.functional.linear(dropped ?? input, factors.A);
        if (slice.Site.OutFeatures == output.shape[1])
        {
            output.addmm_(down, factors.B, 1, factors.Scale);
            return;
        }

        using torch.Tensor part = output.narrow(1, slice.Offset, slice.Site.OutFeatures);
        part.addmm_(down, factors.B, 1, factors.Scale);
    }

    private torch.Tensor Linear(FrozenLinear map, torch.Tensor input, IInputDropout? dropout)
    {
        torch.Tensor output = map.Apply(input);
        foreach (SiteSlice slice in map.Slices)
        {
            if (_bySite[slice.Site.Index] is { } factors)
            {
                Add(factors, slice, input, output, dropout);
            }
        }

        return output;
    }

    private sealed record Factors(torch.Tensor A, torch.Tensor B, float Scale);
}
