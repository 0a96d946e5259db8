using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// Trainable tensors as views of one flat buffer, their gradients as views of another, so that whatever treats all of them is one pass over flat memory.
/// Autograd adds into the gradients in place. Lives outside every dispose scope. If the network computes in fewer bits, so do the leaves; the flat values and
/// gradients, on which the optimiser works, are in single precision.
/// </summary>
internal sealed class LeafBuffer : IDisposable
{
    private readonly torch.Tensor _values;
    private readonly torch.Tensor _gradients;
    private readonly torch.Tensor[] _leaves;
    private readonly torch.Tensor? _deviceValues;
    private readonly torch.Tensor? _deviceGradients;
    private readonly bool _isNarrow;

    /// <summary>Allocates the buffers, all zero.</summary>
    /// <param name="shapes">The shape of each leaf, in order.</param>
    /// <param name="device">Where the leaves live; the flat buffers that managed code sees are on the CPU.</param>
    /// <param name="trains">Whether gradients are wanted.</param>
    /// <param name="type">In which type of number the leaves are.</param>
    public LeafBuffer(IReadOnlyList<long[]> shapes, torch.Device device, bool trains, torch.ScalarType type = torch.ScalarType.Float32)
    {
        _isNarrow = type != torch.ScalarType.Float32;
        long count = shapes.Sum(static shape => shape.Aggregate(1L, static (product, size) => checked(product * size)));
        Count = checked((int)count);
        using DisposeScope scope = torch.NewDisposeScope();
        bool isLocal = device.type == DeviceType.CPU && !_isNarrow;
        _values = torch.zeros([count], torch.float32, torch.CPU).DetachFromDisposeScope();
        _gradients = torch.zeros([trains ? count : 0], torch.float32, torch.CPU).DetachFromDisposeScope();
        _deviceValues = isLocal ? null : _values.to(type, device).DetachFromDisposeScope();
        _deviceGradients = isLocal || !trains ? null : _gradients.to(type, device).DetachFromDisposeScope();
        _leaves = new torch.Tensor[shapes.Count];
        long at = 0;
        for (int i = 0; i < _leaves.Length; i++)
        {
            long size = shapes[i].Aggregate(1L, static (product, length) => product * length);
            torch.Tensor leaf = View(_deviceValues ?? _values, at, size, shapes[i]);
            if (trains)
            {
                leaf.requires_grad_(true);
                leaf.grad = View(_deviceGradients ?? _gradients, at, size, shapes[i]);
            }

            _leaves[i] = leaf.DetachFromDisposeScope();
            at += size;
        }
    }

    /// <summary>The leaves, in the order of the shapes.</summary>
    public IReadOnlyList<torch.Tensor> Leaves => _leaves;

    /// <summary>The number of entries of all leaves.</summary>
    public int Count { get; }

    /// <summary>The flat values. After a change call <see cref="Upload"/>.</summary>
    public Span<float> Values => Count == 0 ? [] : TensorMemory.Singles(_values);

    /// <summary>The flat gradients, up to date after <see cref="Download"/>.</summary>
    public Span<float> Gradients => Count == 0 ? [] : TensorMemory.Singles(_gradients);

    /// <summary>Takes changed values to the device.</summary>
    public void Upload()
    {
        if (_deviceValues is { } device)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            device.copy_(_values);
        }
    }

    /// <summary>
    /// Says that a backward pass has ended: gradients in fewer bits are added to those in single precision, so that sums over passes are not rounded.
    /// </summary>
    public void EndPass()
    {
        if (_isNarrow && _deviceGradients is { } narrow)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            _gradients.AddInPlace(narrow.to(torch.ScalarType.Float32, torch.CPU));
            narrow.zero_();
        }
    }

    /// <summary>Takes the gradients from the device.</summary>
    public void Download()
    {
        if (!_isNarrow && _deviceGradients is { } device)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            _gradients.copy_(device);
        }
    }

    /// <summary>Sets all gradients to zero.</summary>
    public void ClearGradients()
    {
        Gradients.Clear();
        using DisposeScope scope = torch.NewDisposeScope();
        _deviceGradients?.zero_();
    }

    public void Dispose()
    {
        foreach (torch.Tensor leaf in _leaves)
        {
            leaf.grad?.Dispose();
            leaf.Dispose();
        }

        _values.Dispose();
        _gradients.Dispose();
        _deviceValues?.Dispose();
        _deviceGradients?.Dispose();
    }

    private static torch.Tensor View(torch.Tensor flat, long at, long size, long[] shape)
    {
        using torch.Tensor piece = flat.narrow(0, at, size);
        using torch.Tensor shaped = piece.view(shape);
        return shaped.detach();
    }
}
