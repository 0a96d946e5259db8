using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>Biases of an adapter in place of the backbone's, over another binding. PEFT's <c>bias = "lora_only"</c> trains them.</summary>
internal sealed class ReplacedBiasBinding : AdapterBinding, IDisposable
{
    private readonly AdapterBinding _inner;
    private readonly torch.Tensor?[] _bySite;

    /// <summary>Takes biases to the device.</summary>
    /// <param name="inner">What computes the maps.</param>
    /// <param name="biases">Biases by the canonical path of their site.</param>
    /// <param name="sites">The sites of the backbone.</param>
    /// <param name="device">Where the backbone is.</param>
    public ReplacedBiasBinding(
        AdapterBinding inner, IReadOnlyDictionary<string, float[]> biases, IReadOnlyList<AdapterSite> sites, torch.Device device)
    {
        _inner = inner;
        _bySite = new torch.Tensor?[sites.Count];
        foreach (AdapterSite site in sites)
        {
            if (biases.TryGetValue(site.Path, out float[]? bias))
            {
                _bySite[site.Index] = TensorMemory.FromSingles(bias, [bias.Length], device).DetachFromDisposeScope();
            }
        }
    }

    public override torch.Tensor Linear(FrozenLinear map, torch.Tensor input) => Replace(map, _inner.Linear(map, input));

    public override torch.Tensor LinearOfTable(FrozenLinear map, torch.Tensor input) => Replace(map, _inner.LinearOfTable(map, input));

    public void Dispose() => Array.ForEach(_bySite, static bias => bias?.Dispose());

    private torch.Tensor Replace(FrozenLinear map, torch.Tensor output)
    {
        foreach (SiteSlice slice in map.Slices)
        {
            if (_bySite[slice.Site.Index] is { } bias)
            {
                // The map has added its own bias, which the new one replaces.
                using torch.Tensor part = output.narrow(1, slice.Offset, bias.shape[0]);
                using torch.Tensor? own = map.Bias?.narrow(0, slice.Offset, bias.shape[0]);
                using torch.Tensor change = own is null ? bias.alias() : bias - own;
                part.AddInPlace(change);
            }
        }

        return output;
    }
}
