using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A convolution over tokens.</summary>
/// <param name="KernelSize">How many tokens an output sees, odd.</param>
/// <param name="Groups">How many groups of features are apart from each other.</param>
/// <param name="Activation">The activation of its output.</param>
internal sealed record ConvolutionConfig(int KernelSize, int Groups, Activation Activation)
{
    /// <summary>Reads it; null if the configuration has none.</summary>
    public static ConvolutionConfig? Read(JsonSettings settings, int width)
    {
        int kernel = settings.GetInt32("conv_kernel_size", 0, EncoderConfig.MaxLayers, 0);
        int groups = settings.GetInt32("conv_groups", 1, width, 1);
        return kernel == 0 ? null
            : kernel % 2 == 0 ? throw settings.Fault("conv_kernel_size", $"is {kernel}; an even one would change the number of tokens")
            : width % groups != 0 ? throw settings.Fault("conv_groups", $"is {groups}, which does not divide the width of the hidden states, {width}")
            : new ConvolutionConfig(kernel, groups, settings.GetActivation("conv_act", "tanh"));
    }
}
