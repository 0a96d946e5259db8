using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>Decides in which type of number a backbone computes.</summary>
internal static class ComputeTypes
{
    /// <summary>The type that a backbone gets: never <see cref="ComputeType.Auto"/>.</summary>
    /// <param name="asked">What was asked for.</param>
    /// <param name="quantization">How the weights are held.</param>
    /// <param name="device">Where it computes.</param>
    /// <exception cref="SettingsException">The type does not go with the quantisation.</exception>
    public static ComputeType Resolve(ComputeType asked, BaseQuantization quantization, torch.Device device) => asked switch
    {
        ComputeType.Auto => quantization == BaseQuantization.None && device.type == DeviceType.CPU && BFloat16Instructions.AreSupported
            ? ComputeType.BFloat16
            : ComputeType.Float32,
        ComputeType.BFloat16 when quantization != BaseQuantization.None => throw new SettingsException(
            $"ComputeType is BFloat16, but BaseQuantization is {quantization}, whose codes are multiplied in single precision. Set ComputeType to Auto or "
            + "Float32, or BaseQuantization to None."),
        _ => asked,
    };

    /// <summary>What a user should know whose backbone computes in a type for which the processor has no instructions; null if there is nothing to say.</summary>
    /// <param name="resolved">What <see cref="Resolve"/> gave.</param>
    /// <param name="device">Where it computes.</param>
    public static string? DescribeSlow(ComputeType resolved, torch.Device device) => DescribeSlow(resolved, device, BFloat16Instructions.AreSupported);

    internal static string? DescribeSlow(ComputeType resolved, torch.Device device, bool hasInstructions) =>
        resolved == ComputeType.BFloat16 && device.type == DeviceType.CPU && !hasInstructions
            ? "ComputeType is BFloat16, for which this processor has no instructions: Float32 is nearly twice as fast here. Auto chooses between the two"
            : null;

    /// <summary>Torch's name of a type that <see cref="Resolve"/> gave.</summary>
    public static torch.ScalarType ToScalarType(this ComputeType type) =>
        type == ComputeType.BFloat16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;
}
