using Microsoft.ML.Nola.Backbones.Kernels;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A normalisation by the root of the mean square over the last dimension (arXiv 1910.07467).</summary>
/// <param name="Weight">The gain, [width].</param>
/// <param name="Epsilon">What is added to the mean square.</param>
internal sealed record RmsNorm(torch.Tensor Weight, double Epsilon) : INorm
{
    /// <summary>Whether the gain is one plus the weight, as Gemma stores it.</summary>
    public bool AroundOne { get; init; }

    public torch.Tensor Apply(torch.Tensor input)
    {
        if (input.dtype == torch.ScalarType.Float32)
        {
            return ApplyInSingles(input);
        }

        using torch.Tensor wide = input.to(torch.ScalarType.Float32);
        return ApplyInSingles(wide).Into(input.dtype);
    }

    private torch.Tensor ApplyInSingles(torch.Tensor input)
    {
        if (HostRows.Take(input) && RowKernels.Takes(Weight.shape[0]))
        {
            torch.Tensor output = torch.empty_like(input);
            RowKernels.RmsNorm(TensorMemory.Singles(input), TensorMemory.Singles(Weight), AroundOne ? 1 : 0, Epsilon, TensorMemory.Singles(output));
            return output;
        }

        using torch.Tensor squares = input * input;
        using torch.Tensor mean = squares.mean([-1], keepdim: true);
        mean.AddInPlace(Epsilon);
        using torch.Tensor factor = mean.rsqrt();
        torch.Tensor normed = input * factor;
        if (!AroundOne)
        {
            return normed.mul_(Weight);
        }

        using (normed)
        {
            return normed.PlusProduct(normed, Weight);
        }
    }
}
