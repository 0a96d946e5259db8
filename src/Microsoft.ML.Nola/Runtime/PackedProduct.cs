using System.Runtime.CompilerServices;
using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// Linear maps by oneDNN, with a weight that lies in the order in which oneDNN reads it. The products of libtorch's own linear maps, by MKL, copy the weight
/// into such an order each time, which for a few rows takes longer than to multiply them. TorchSharp does not know these operators; libtorch exports them
/// with the C interface of its ahead-of-time compiler, whose tensor handles are those of TorchSharp. No gradient goes through them.
/// </summary>
internal static unsafe class PackedProduct
{
    private static readonly delegate* unmanaged<nint, nint*, int> Share =
        (delegate* unmanaged<nint, nint*, int>)NativeTorch.FindExport("aoti_torch_new_tensor_handle");

    private static readonly delegate* unmanaged<byte*, byte*, ulong*, int> Call =
        (delegate* unmanaged<byte*, byte*, ulong*, int>)NativeTorch.FindExport("aoti_torch_call_dispatcher");

    private static readonly delegate* unmanaged<nint, nint, nint*, byte*, double**, long, byte**, nint*, int> Linear =
        (delegate* unmanaged<nint, nint, nint*, byte*, double**, long, byte**, nint*, int>)NativeTorch.FindExport("aoti_torch_cpu__linear_pointwise");

    /// <summary>Whether the libtorch that is loaded has the operators. Those for ARM have not.</summary>
    public static bool IsAvailable { get; } = Share != null && Call != null && Linear != null;

    /// <summary>A copy of a weight in oneDNN's order. The caller owns it. Null if libtorch refuses.</summary>
    /// <param name="weight">The weight, float32 or bfloat16 [out, in] on the CPU, with any strides.</param>
    public static torch.Tensor? Pack(torch.Tensor weight)
    {
        nint shared;
        if (Share(weight.Handle, &shared) != 0)
        {
            return null;
        }

        // The arguments, and then the result: the weight, which the call takes over, and for how many rows: unknown.
        ulong* stack = stackalloc ulong[2] { (ulong)shared, 0 };
        int failed;
        fixed (byte* name = "mkldnn::_reorder_linear_weight\0"u8, overload = "\0"u8)
        {
            failed = Call(name, overload, stack);
        }

        GC.KeepAlive(weight);
        return failed == 0 ? torch.Tensor.UnsafeCreateTensor((nint)stack[0]) : null;
    }

    /// <summary>The output [rows, out]. The caller owns it. Null if libtorch refuses.</summary>
    /// <param name="input">The input, contiguous [rows, in] on the CPU, of the weight's type.</param>
    /// <param name="packed">What <see cref="Pack"/> made of the weight.</param>
    /// <param name="bias">The bias [out], or null.</param>
    /// <param name="operation">What is done to the sums.</param>
    [SkipLocalsInit]
    public static torch.Tensor? Apply(torch.Tensor input, torch.Tensor packed, torch.Tensor? bias, PostOperation operation)
    {
        nint output;
        nint biasHandle = bias?.Handle ?? 0;
        ReadOnlySpan<byte> operationName = operation switch
        {
            PostOperation.Gelu or PostOperation.GeluTanh => "gelu\0"u8,
            PostOperation.Silu => "swish\0"u8,
            PostOperation.Relu => "relu\0"u8,
            PostOperation.Tanh => "tanh\0"u8,
            _ => "none\0"u8,
        };
        ReadOnlySpan<byte> algorithmName = operation == PostOperation.GeluTanh ? "tanh\0"u8 : "none\0"u8;
        int failed;
        fixed (byte* name = operationName, algorithm = algorithmName)
        {
            byte* way = algorithm;
            failed = Linear(input.Handle, packed.Handle, bias is null ? null : &biasHandle, name, null, 0, &way, &output);
        }

        GC.KeepAlive(input);
        GC.KeepAlive(packed);
        GC.KeepAlive(bias);
        return failed == 0 ? torch.Tensor.UnsafeCreateTensor(output) : null;
    }
}
