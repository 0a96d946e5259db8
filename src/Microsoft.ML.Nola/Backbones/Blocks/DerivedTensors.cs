using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// What passes make once of a network's tensors and keep: weights of linear maps in the order in which a <see cref="PackedProduct"/> reads them, and positions
/// of other sizes. The network owns it.
/// </summary>
internal sealed class DerivedTensors : IDisposable
{
    /// <summary>The name of the switch in runtimeconfig.json, or of <see cref="AppContext.SetSwitch"/>: false saves the memory.</summary>
    public const string Setting = "Nola.PackedWeights";

    /// <summary>
    /// Networks with more numbers in their linear maps than this keep no packed weights. For those that are smaller passes over few tokens take about half the
    /// time, which is worth as much memory again as the maps take: at most half a gigabyte.
    /// </summary>
    public const long MostWeights = 128L << 20;

    private readonly Lock _making = new();
    private readonly List<torch.Tensor> _kept = [];
    private long _weights;
    private bool _none;

    /// <summary>Whether a switch is on; it is unless somebody turns it off.</summary>
    public static bool IsOn(string setting) => !AppContext.TryGetSwitch(setting, out bool isOn) || isOn;

    /// <summary>Says, while the network is read, how many numbers a linear map has.</summary>
    public void Reserve(long weights) => _weights += weights;

    /// <summary>Whether anything is kept.</summary>
    public bool AreKept => !_none;

    /// <summary>Says, before the first pass, that nothing is kept.</summary>
    public void KeepNone() => _none = true;

    /// <summary>Whether a linear map may use a packed weight of a type for an input: on the CPU, if no gradient goes back through the map.</summary>
    public bool Packs(torch.Tensor input, torch.ScalarType type) =>
        AreKept && _weights <= MostWeights && PackedProduct.IsAvailable && input.device_type == DeviceType.CPU && input.dtype == type
        && !(input.requires_grad && torch.is_grad_enabled()) && input.is_contiguous();

    /// <summary>Makes a tensor once and keeps it as long as the network.</summary>
    /// <param name="place">Where its user finds it.</param>
    /// <param name="make">Makes it; null if it cannot be made.</param>
    public torch.Tensor? Keep(ref torch.Tensor? place, Func<torch.Tensor?> make)
    {
        if (Volatile.Read(ref place) is { } known)
        {
            return known;
        }

        lock (_making)
        {
            if (place is null && make() is { } made)
            {
                _kept.Add(made.DetachFromDisposeScope());
                Volatile.Write(ref place, made);
            }

            return place;
        }
    }

    /// <summary>Frees the tensors. No pass runs any more.</summary>
    public void Dispose()
    {
        _kept.ForEach(static tensor => tensor.Dispose());
        _kept.Clear();
    }
}
