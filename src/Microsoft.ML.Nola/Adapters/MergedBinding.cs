using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<FrozenLinear, FrozenLinear> _maps = [];
    private readonly List<torch.Tensor> _weights = [];
    private readonly DerivedTensors _derived = new();
    private readonly Lock _merging = new();

    /// <summary>Takes factors as <see cref="LowRankBinding"/> does; they must live until every adapted site has been used once.</summary>
    /// <param name="indexes">The backbone's site number of each adapted site.</param>
    /// <param name="sites">The adapted sites.</param>
    /// <param name="factors">A [r, in] and B transposed [r, out] of each adapted site in turn.</param>
    /// <param name="packs">Whether weights are also kept in the order in which small products read them.</param>
    public MergedBinding(IReadOnlyList<int> indexes, IReadOnlyList<SitePlan> sites, IReadOnlyList<torch.Tensor> factors, bool packs = true)
    {
        if (!packs)
        {
            _derived.KeepNone();
        }

        for (int i = 0; i < sites.Count; i++)
        {
            _factors.Add(indexes[i], (sites[i], factors[2 * i], factors[(2 * i) + 1]));
            _derived.Reserve((long)sites[i].InFeatures * sites[i].OutFeatures);
        }
    }

    public void Dispose()
    {
        _derived.Dispose();
        _weights.ForEach(static weight => weight.Dispose());
        _weights.Clear();
        _maps.Clear();
    }

    public override torch.Tensor Linear(FrozenLinear map, torch.Tensor input) => Of(map, input).Apply(input);

    public override torch.Tensor Linear(FrozenLinear map, torch.Tensor input, Activation activation) => Of(map, input).Apply(input, activation);

    /// <summary>The map with its updates in it; the map itself if it has none. Passes of several threads may ask at once.</summary>
    private FrozenLinear Of(FrozenLinear map, torch.Tensor input)
    {
        if (_maps.TryGetValue(map, out FrozenLinear? known))
        {
            return known;
        }

        // One after another, and each once.
        lock (_merging)
        {
            return _maps.GetOrAdd(map, key => key.Slices.Any(slice => _factors.ContainsKey(slice.Site.Index)) ? Merge(key, input.dtype) : key);
        }
    }

    private DenseLinear Merge(FrozenLinear map, torch.ScalarType type)
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

        weight = weight.Into(type).DetachFromDisposeScope();
        _weights.Add(weight);
        return new DenseLinear(map.Slices, weight, map.Bias, new PackedWeight(weight, WeightLayout.OutIn, map.Bias, _derived));
    }
}
