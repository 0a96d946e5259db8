using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>
/// Memory into which the maps of a network dequantise weights, one after another: as many buffers as threads use the network at once, each as large as the
/// largest map asks for. The network owns it.
/// </summary>
/// <param name="device">Where the buffers lie.</param>
internal sealed class WeightBuffers(torch.Device device) : IDisposable
{
    private readonly Stack<torch.Tensor> _idle = [];
    private long _length;
    private int _count;

    /// <summary>The number of buffers that there are.</summary>
    public int Count
    {
        get
        {
            lock (_idle)
            {
                return _count;
            }
        }
    }

    /// <summary>Says, while the network is read, how many numbers a map dequantises at once.</summary>
    public void Reserve(long length) => _length = Math.Max(_length, length);

    /// <summary>A buffer for the calling thread, which gives it back.</summary>
    public torch.Tensor Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out torch.Tensor? buffer))
            {
                return buffer;
            }

            _count++;
        }

        return torch.empty([_length], torch.float32, device).DetachFromDisposeScope();
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(torch.Tensor buffer)
    {
        lock (_idle)
        {
            _idle.Push(buffer);
        }
    }

    /// <summary>Frees the buffers. No thread has one any more.</summary>
    public void Dispose()
    {
        while (_idle.TryPop(out torch.Tensor? buffer))
        {
            buffer.Dispose();
        }
    }
}
