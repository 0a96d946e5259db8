using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>Moves numbers between spans and tensors. What it makes belongs to the caller and to no dispose scope.</summary>
/// <remarks>TorchSharp shows a tensor's memory as bytes, up to 2 GiB of them; here it is shown as numbers, up to 2^31 - 1 of them.</remarks>
internal static class TensorMemory
{
    /// <summary>The length of a slice, 1 GiB: spans of bytes end at 2 GiB, and files are read as bytes.</summary>
    public const int SliceLength = 1 << 28;

    /// <summary>Fills a span of single-precision numbers.</summary>
    public delegate void SpanFill(Span<float> values);

    /// <summary>Fills a slice of a tensor, which begins at the element <paramref name="first"/>.</summary>
    public delegate void SliceFill(long first, Span<float> values);

    /// <summary>A float32 tensor outside every dispose scope, filled in place.</summary>
    /// <exception cref="NolaCompatibilityException">The tensor has more elements than a span.</exception>
    public static torch.Tensor Create(ReadOnlySpan<long> shape, SpanFill fill, torch.Device device)
        => Make(shape, tensor => fill(Singles(tensor)), device);

    /// <summary>A float32 tensor of any size outside every dispose scope, filled in place slice by slice.</summary>
    public static torch.Tensor Create(ReadOnlySpan<long> shape, SliceFill fill, torch.Device device, int sliceLength = SliceLength)
        => Make(shape, tensor => FillSlices(tensor, fill, sliceLength), device);

    /// <summary>A float32 tensor with the values of a span, in the current dispose scope.</summary>
    public static torch.Tensor FromSingles(ReadOnlySpan<float> values, ReadOnlySpan<long> shape, torch.Device device)
        => From(values, shape, torch.float32, device);

    /// <summary>An int32 vector with the values of a span, in the current dispose scope.</summary>
    public static torch.Tensor FromInts(ReadOnlySpan<int> values, torch.Device device) => From(values, [values.Length], torch.int32, device);

    /// <summary>An int64 vector with the values of a span, in the current dispose scope.</summary>
    public static torch.Tensor FromLongs(ReadOnlySpan<long> values, torch.Device device) => From(values, [values.Length], torch.int64, device);

    /// <summary>The memory of a contiguous float32 tensor on the CPU.</summary>
    /// <exception cref="NolaCompatibilityException">The tensor has more elements than a span.</exception>
    public static Span<float> Singles(torch.Tensor tensor) => Elements<float>(tensor);

    /// <summary>The memory of a contiguous tensor on the CPU.</summary>
    /// <exception cref="NolaCompatibilityException">The tensor has more elements than a span.</exception>
    public static Span<T> Elements<T>(torch.Tensor tensor)
        where T : unmanaged
    {
        if (tensor.NumberOfElements <= int.MaxValue / Unsafe.SizeOf<T>())
        {
            return MemoryMarshal.Cast<byte, T>(tensor.bytes);
        }

        RequireAtMost(int.MaxValue, tensor);
        using DisposeScope scope = torch.NewDisposeScope();
        Span<byte> start = tensor.detach().view(-1).narrow(0, 0, 1).bytes;
        return MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetReference(start)), (int)tensor.NumberOfElements);
    }

    /// <summary>A copy of a float32 tensor's values, whatever its device and strides.</summary>
    /// <exception cref="NolaCompatibilityException">The tensor has more elements than an array.</exception>
    public static float[] ToSingles(torch.Tensor tensor)
    {
        RequireAtMost(Array.MaxLength, tensor);
        using DisposeScope scope = torch.NewDisposeScope();
        return Singles(tensor.detach().cpu().contiguous()).ToArray();
    }

    /// <summary>A tensor of the CPU on a device, outside every dispose scope. The given one may be the same.</summary>
    public static torch.Tensor Keep(torch.Tensor tensor, torch.Device device) =>
        (device.type == DeviceType.CPU ? tensor : tensor.to(device)).DetachFromDisposeScope();

    private static torch.Tensor From<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape, torch.ScalarType type, torch.Device device)
        where T : unmanaged
    {
        torch.Tensor tensor = torch.empty(shape, type, torch.CPU);
        values.CopyTo(Elements<T>(tensor));
        return Move(tensor, device);
    }

    private static torch.Tensor Make(ReadOnlySpan<long> shape, Action<torch.Tensor> fill, torch.Device device)
    {
        torch.Tensor tensor = torch.empty(shape, torch.float32, torch.CPU).DetachFromDisposeScope();
        try
        {
            fill(tensor);
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

    private static void FillSlices(torch.Tensor tensor, SliceFill fill, int sliceLength)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor flat = tensor.view(-1);
        for (long first = 0; first < flat.NumberOfElements; first += sliceLength)
        {
            fill(first, Singles(flat.narrow(0, first, Math.Min(sliceLength, flat.NumberOfElements - first))));
        }
    }

    private static void RequireAtMost(int limit, torch.Tensor tensor)
    {
        if (tensor.NumberOfElements > limit)
        {
            throw new NolaCompatibilityException(
                $"A tensor [{string.Join(", ", tensor.shape)}] has {tensor.NumberOfElements:N0} numbers; this version handles at most {limit:N0} of them "
                + "at once.");
        }
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
