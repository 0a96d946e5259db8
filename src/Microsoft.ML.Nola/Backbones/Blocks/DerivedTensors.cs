using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// What passes make once of a network's tensors and keep: weights of linear maps in the order in which a <see cref="PackedProduct"/> reads them, and positions
/// of other sizes. The network owns it.
/// </summary>
internal sealed class DerivedTensors : IDisposable
{
    /// <summary>
    /// Networks with more numbers in their linear maps than this keep no packed weights. For those that are smaller passes over few tokens take about half the
    /// time, which is worth as much memory again as the maps take: at most half a gigabyte.
    /// </summary>
    public const long MostWeights = 128L << 20;

    private readonly Lock _making = new();
    private readonly List<torch.Tensor> _kept = [];
    private long _weights;
    private bool _changes;

    /// <summary>Says, while the network is read, how many numbers a linear map has.</summary>
    public void Reserve(long weights) => _weights += weights;

    /// <summary>Says that the network's tensors will change, so that nothing is kept of them.</summary>
    public void LetTensorsChange() => _changes = true;

    /// <summary>Whether the network's tensors stay as they are.</summary>
    public bool AreLasting => !_changes;

    /// <summary>Whether a linear map may use a packed weight for an input: on the CPU, if no gradient goes back through the map.</summary>
    public bool Packs(torch.Tensor input) =>
        !_changes && _weights <= MostWeights && PackedProduct.IsAvailable && input.device_type == DeviceType.CPU && input.dtype == torch.float32
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
