using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A layer normalisation over the last dimension.</summary>
/// <param name="Weight">The gain, [hidden].</param>
/// <param name="Bias">The shift, [hidden], or null.</param>
/// <param name="Epsilon">What is added to the variance.</param>
internal sealed record LayerNorm(torch.Tensor Weight, torch.Tensor? Bias, double Epsilon) : INorm
{
    public torch.Tensor Apply(torch.Tensor input)
    {
        // On the CPU torch takes states in fewer bits than gain and shift have, and computes in single precision.
        if (input.device_type == DeviceType.CPU || input.dtype == torch.ScalarType.Float32)
        {
            return torch.nn.functional.layer_norm(input, [Weight.shape[0]], Weight, Bias, Epsilon);
        }

        using torch.Tensor wide = input.to(torch.ScalarType.Float32);
        return torch.nn.functional.layer_norm(wide, [Weight.shape[0]], Weight, Bias, Epsilon).Into(input.dtype);
    }
}
