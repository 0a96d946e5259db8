using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>How a backbone is held in memory.</summary>
public sealed class BackboneOptions
{
    /// <summary>Gets or sets the device.</summary>
    /// <value>The default is <see langword="null"/>: the CPU.</value>
    public torch.Device? Device { get; set; }
}
