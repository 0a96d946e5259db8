using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Reads activations by the names of Hugging Face, and applies them.</summary>
internal static class ActivationExtensions
{
    /// <summary>The activation that a configuration names.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="key">The name of the setting.</param>
    /// <param name="defaultName">The activation if the configuration names none.</param>
    /// <exception cref="NolaCompatibilityException">The name is unknown to this version.</exception>
    public static Activation GetActivation(this JsonSettings settings, string key, string defaultName = "gelu")
    {
        string name = settings.GetString(key, null) ?? defaultName;
        return name switch
        {
            "gelu" => Activation.Gelu,
            "gelu_new" or "gelu_pytorch_tanh" => Activation.GeluTanh,
            "quick_gelu" => Activation.QuickGelu,
            "silu" => Activation.Silu,
            "relu" => Activation.Relu,
            "tanh" => Activation.Tanh,
            _ => throw new NolaCompatibilityException(
                $"'{settings.Origin}' has {key} '{name}'; this version knows gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu, silu, tanh."),
        };
    }

    public static torch.Tensor Apply(this Activation activation, torch.Tensor input) => activation switch
    {
        Activation.Gelu => F.gelu(input),
        Activation.GeluTanh => F.gelu(input, TorchSharp.Modules.GELU.Approximate.tanh),
        Activation.QuickGelu => QuickGelu(input),
        Activation.Silu => F.silu(input),
        Activation.Tanh => input.tanh(),
        _ => F.relu(input),
    };

    /// <summary>Applies an activation in place if no gradient needs what it is applied to. The caller gives the tensor away and owns what it gets.</summary>
    public static torch.Tensor ApplyTo(this Activation activation, torch.Tensor input)
    {
        torch.Tensor active = input.requires_grad && torch.is_grad_enabled() ? activation.Apply(input) : activation switch
        {
            Activation.Gelu => input.gelu_(),
            Activation.Silu => input.silu_(),
            Activation.Relu => input.relu_(),
            Activation.Tanh => input.tanh_(),
            _ => activation.Apply(input),
        };

        // Some of these calls return a tensor of their own over the same memory.
        if (!ReferenceEquals(active, input))
        {
            input.Dispose();
        }

        return active;
    }

    /// <summary>The same as a part of a linear map; null if there is none.</summary>
    public static PostOperation? AsPostOperation(this Activation activation) => activation switch
    {
        Activation.Gelu => PostOperation.Gelu,
        Activation.GeluTanh => PostOperation.GeluTanh,
        Activation.Silu => PostOperation.Silu,
        Activation.Relu => PostOperation.Relu,
        Activation.Tanh => PostOperation.Tanh,
        _ => null,
    };

    private static torch.Tensor QuickGelu(torch.Tensor input)
    {
        using torch.Tensor scaled = input.Times(1.702);
        using torch.Tensor gate = scaled.sigmoid();
        return input * gate;
    }
}
