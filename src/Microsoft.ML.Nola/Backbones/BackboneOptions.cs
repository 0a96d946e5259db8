using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>How a backbone is held in memory.</summary>
public sealed class BackboneOptions
{
    /// <summary>Gets or sets the device.</summary>
    /// <value>The default is <see langword="null"/>: the CPU.</value>
    public torch.Device? Device { get; set; }

    /// <summary>Gets or sets how the weights of linear maps are held in memory. The files stay as they are.</summary>
    /// <value>The default is <see cref="BaseQuantization.None"/>: in single precision.</value>
    public BaseQuantization Quantization { get; set; }

    /// <summary>Gets or sets in which type of number the backbone is held and computed. What it gives is in single precision nevertheless.</summary>
    /// <value>The default is <see cref="ComputeType.Float32"/>.</value>
    public ComputeType ComputeType { get; set; }
}
