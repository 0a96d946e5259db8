using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Which tensors managed code may compute with: those that lie in the processor's memory row after row, if no gradient is recorded.</summary>
internal static class HostRows
{
    public static bool Take(torch.Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == torch.float32 && !torch.is_grad_enabled() && tensor.is_contiguous();
}
