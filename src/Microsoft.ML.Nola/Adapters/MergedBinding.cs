using Microsoft.ML.Nola.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// An adapter merged into private copies of the weights it updates, W + s B A: one matrix product a site and no low-rank branch. The backbone's own
/// weights, which others share, stay as they are. A copy is made when its site is first used.
/// </summary>
internal sealed class MergedBinding : AdapterBinding, IDisposable
{
    private readonly Dictionary<int, (SitePlan Plan, torch.Tensor A, torch.Tensor B)> _factors = [];
    private readonly Dictionary<int, torch.Tensor> _merged = [];

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

    internal override torch.Tensor Linear(LinearMap map, torch.Tensor input)
        => torch.nn.functional.linear(input, Weight(map), map.Bias);

    private torch.Tensor Weight(LinearMap map)
    {
        if (!_factors.TryGetValue(map.Site.Index, out var factors))
        {
            return map.Weight;
        }

        lock (_merged)
        {
            if (!_merged.TryGetValue(map.Site.Index, out torch.Tensor? weight))
            {
                using (torch.no_grad())
                {
                    using torch.Tensor columns = factors.B.t();
                    weight = map.Weight.addmm(columns, factors.A, 1, (float)factors.Plan.Scale).DetachFromDisposeScope();
                }

                _merged.Add(map.Site.Index, weight);
            }

            return weight;
        }
    }
}
