using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>Applies activations.</summary>
internal static class ActivationExtensions
{
    public static torch.Tensor Apply(this Activation activation, torch.Tensor input) => activation switch
    {
        Activation.Gelu => F.gelu(input),
        Activation.GeluTanh => F.gelu(input, TorchSharp.Modules.GELU.Approximate.tanh),
        _ => F.relu(input),
    };
}
