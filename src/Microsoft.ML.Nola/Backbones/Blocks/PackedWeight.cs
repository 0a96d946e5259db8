using System.Numerics;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A weight of a linear map, packed when a pass first needs it so.</summary>
/// <param name="weight">The weight; the network owns it.</param>
/// <param name="layout">How it is stored.</param>
/// <param name="bias">The bias, [out], or null.</param>
/// <param name="derived">What the network keeps.</param>
internal sealed class PackedWeight(torch.Tensor weight, WeightLayout layout, torch.Tensor? bias, DerivedTensors derived)
{
    /// <summary>Inputs of more rows are not padded: packing saves little of their time, and copying them takes some.</summary>
    private const long MostPadded = 1024;

    private readonly torch.ScalarType _type = weight.dtype;
    private torch.Tensor? _packed;

    /// <summary>
    /// The number of rows for which a product is made. For each number oneDNN compiles code, which takes as long as a few small products, and keeps it, some
    /// 170 kilobytes. So there are sixteen numbers between a power of two and the next, and no input gets more than a sixteenth of its rows beside them.
    /// </summary>
    public static long RowsFor(long rows)
    {
        long step = Math.Max(1, (long)BitOperations.RoundUpToPowerOf2((ulong)rows + 1) / 32);
        return (rows + step - 1) / step * step;
    }

    /// <summary>The map's output, after an activation; null if the input, or the activation, is none for a packed weight. The caller owns it.</summary>
    public torch.Tensor? Apply(torch.Tensor input, Activation? activation)
    {
        PostOperation? operation = activation is null ? PostOperation.None : activation.Value.AsPostOperation();
        if (operation is not { } known || !derived.Packs(input, _type))
        {
            return null;
        }

        long rows = input.shape[0];
        long padded = RowsFor(rows);
        if (padded != rows && rows > MostPadded)
        {
            return null;
        }

        return (Volatile.Read(ref _packed) ?? derived.Keep(ref _packed, Pack)) is { } packed
            ? padded == rows ? PackedProduct.Apply(input, packed, bias, known) : Padded(input, padded, packed, known)
            : null;
    }

    private torch.Tensor? Padded(torch.Tensor input, long padded, torch.Tensor packed, PostOperation operation)
    {
        using torch.Tensor rows = torch.empty([padded, input.shape[1]], _type);
        Span<byte> values = TensorMemory.Elements<byte>(rows);
        ReadOnlySpan<byte> known = TensorMemory.Elements<byte>(input);
        known.CopyTo(values);
        values[known.Length..].Clear();
        using torch.Tensor? output = PackedProduct.Apply(rows, packed, bias, operation);
        return output?.narrow(0, 0, input.shape[0]);
    }

    private torch.Tensor? Pack()
    {
        // Where tensors train, the gradient of the weight would be lost.
        if (weight.requires_grad)
        {
            return null;
        }

        using torch.Tensor matrix = layout == WeightLayout.OutIn ? weight.flatten(1) : weight.t();
        return PackedProduct.Pack(matrix);
    }
}
