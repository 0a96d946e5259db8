using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>Biases of an adapter in place of the backbone's, under another binding. PEFT's <c>bias = "lora_only"</c> trains them.</summary>
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

    public void Dispose() => Array.ForEach(_bySite, static bias => bias?.Dispose());

    internal override torch.Tensor Linear(LinearMap map, torch.Tensor input)
        => _inner.Linear(_bySite[map.Site.Index] is { } bias ? map with { Bias = bias } : map, input);
}
