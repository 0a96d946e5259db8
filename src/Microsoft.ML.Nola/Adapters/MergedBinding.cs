using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// An adapter merged into private copies of the weights it updates, W + s B A: one matrix product a site and no low-rank branch. The backbone's own
/// weights, which others share, stay as they are. A copy is made when its map is first used.
/// </summary>
internal sealed class MergedBinding : AdapterBinding, IDisposable
{
    private readonly Dictionary<int, (SitePlan Plan, torch.Tensor A, torch.Tensor B)> _factors = [];
    private readonly Dictionary<FrozenLinear, torch.Tensor> _merged = [];

    /// <summary>Takes factors as <see cref="LowRankBinding"/> does; they must live until every adapted site has been used once.</summary>
    public MergedBinding(IReadOnlyList<int> indexes, IReadOnlyList<SitePlan> sites, IReadOnlyList<torch.Tensor> factors)
    {
        for (int i = 0; i < sites.Count; i++)
        {
            _factors.Add(indexes[i], (sites[i], factors[2 * i], factors[(2 * i) + 1]));
        }
    }

    public void Dispose()
    {
        lock (_merged)
        {
            foreach (torch.Tensor weight in _merged.Values)
            {
                weight.Dispose();
            }

            _merged.Clear();
        }
    }

    public override torch.Tensor Linear(FrozenLinear map, torch.Tensor input)
        => map.Slices.Any(slice => _factors.ContainsKey(slice.Site.Index))
            ? torch.nn.functional.linear(input, Weight(map, input.dtype), map.Bias)
            : map.Apply(input);

    private torch.Tensor Weight(FrozenLinear map, torch.ScalarType type)
    {
        lock (_merged)
        {
            if (!_merged.TryGetValue(map, out torch.Tensor? weight))
            {
                _merged.Add(map, weight = Merge(map).Into(type).DetachFromDisposeScope());
            }

            return weight;
        }
    }

    private torch.Tensor Merge(FrozenLinear map)
    {
        using var mode = torch.no_grad();
        torch.Tensor weight = map.Dequantise();
        foreach (SiteSlice slice in map.Slices)
        {
            if (_factors.TryGetValue(slice.Site.Index, out var factors))
            {
                using torch.Tensor rows = weight.narrow(0, slice.Offset, slice.Site.OutFeatures);
                using torch.Tensor columns = factors.B.t();
                rows.addmm_(columns, factors.A, 1, (float)factors.Plan.Scale);
            }
        }

        return weight;
    }
}
