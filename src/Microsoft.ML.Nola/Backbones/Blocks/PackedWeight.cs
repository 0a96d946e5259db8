using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A float32 weight of a linear map, packed when a pass first needs it so.</summary>
/// <param name="weight">The weight; the network owns it.</param>
/// <param name="layout">How it is stored.</param>
/// <param name="bias">The bias, [out], or null.</param>
/// <param name="derived">What the network keeps.</param>
internal sealed class PackedWeight(torch.Tensor weight, WeightLayout layout, torch.Tensor? bias, DerivedTensors derived)
{
    private torch.Tensor? _packed;

    /// <summary>The map's output, after an activation; null if the input, or the activation, is none for a packed weight. The caller owns it.</summary>
    public torch.Tensor? Apply(torch.Tensor input, Activation? activation)
    {
        PostOperation? operation = activation is null ? PostOperation.None : activation.Value.AsPostOperation();
        return operation is { } known && derived.Packs(input) && (Volatile.Read(ref _packed) ?? derived.Keep(ref _packed, Pack)) is { } packed
            ? PackedProduct.Apply(input, packed, bias, known)
            : null;
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
