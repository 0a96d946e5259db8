using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Models;

/// <summary>A leased backbone with its tokenizer.</summary>
internal sealed class TokenizedBackbone : IDisposable
{
    private readonly BackboneLease _lease;

    public TokenizedBackbone(BackboneReference reference, IReadOnlyList<string> folders, int? gpuDeviceId, bool fallbackToCpu)
    {
        _lease = Backbone.Acquire(reference, folders, TorchRuntime.ChooseDevice(gpuDeviceId, fallbackToCpu));
        Fallback = TorchRuntime.DescribeFallback(gpuDeviceId, _lease.Backbone.Device);
        try
        {
            Tokenizer = SharedTokenizers.Get(_lease);
        }
        catch
        {
            _lease.Dispose();
            throw;
        }
    }

    public BackboneLease Lease => _lease;

    public Backbone Backbone => _lease.Backbone;

    public TextTokenizer Tokenizer { get; }

    /// <summary>What a user should know of the device; null if it is the one that was asked for.</summary>
    public string? Fallback { get; }

    public void Dispose() => _lease.Dispose();
}
