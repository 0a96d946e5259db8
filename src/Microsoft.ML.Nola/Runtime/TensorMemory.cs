using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>Moves numbers between spans and tensors. What it makes belongs to the caller and to no dispose scope.</summary>
internal static class TensorMemory
{
    /// <summary>Fills a span of single-precision numbers.</summary>
    public delegate void SpanFill(Span<float> values);

    /// <summary>A float32 tensor outside every dispose scope, filled in place.</summary>
    public static torch.Tensor Create(ReadOnlySpan<long> shape, SpanFill fill, torch.Device device)
    {
        torch.Tensor tensor = torch.empty(shape, torch.float32, torch.CPU).DetachFromDisposeScope();
        try
        {
            fill(Singles(tensor));
            if (device.type == DeviceType.CPU)
            {
                return tensor;
            }

            torch.Tensor moved = tensor.to(device).DetachFromDisposeScope();
            tensor.Dispose();
            return moved;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>A float32 tensor with the values of a span, in the current dispose scope.</summary>
    public static torch.Tensor FromSingles(ReadOnlySpan<float> values, ReadOnlySpan<long> shape, torch.Device device)
    {
        torch.Tensor tensor = torch.empty(shape, torch.float32, torch.CPU);
        values.CopyTo(Singles(tensor));
        return Move(tensor, device);
    }

    /// <summary>An int32 vector with the values of a span, in the current dispose scope.</summary>
    public static torch.Tensor FromInts(ReadOnlySpan<int> values, torch.Device device)
    {
        torch.Tensor tensor = torch.empty([values.Length], torch.int32, torch.CPU);
        values.CopyTo(MemoryMarshal.Cast<byte, int>(tensor.bytes));
        return Move(tensor, device);
    }

    /// <summary>An int64 vector with the values of a span, in the current dispose scope.</summary>
    public static torch.Tensor FromLongs(ReadOnlySpan<long> values, torch.Device device)
    {
        torch.Tensor tensor = torch.empty([values.Length], torch.int64, torch.CPU);
        values.CopyTo(MemoryMarshal.Cast<byte, long>(tensor.bytes));
        return Move(tensor, device);
    }

    /// <summary>The memory of a contiguous float32 tensor on the CPU.</summary>
    public static Span<float> Singles(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>A copy of a float32 tensor's values, whatever its device and strides.</summary>
    public static float[] ToSingles(torch.Tensor tensor)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        return Singles(tensor.detach().cpu().contiguous()).ToArray();
    }

    private static torch.Tensor Move(torch.Tensor tensor, torch.Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            return tensor;
        }

        using (tensor)
        {
            return tensor.to(device);
        }
    }
}
