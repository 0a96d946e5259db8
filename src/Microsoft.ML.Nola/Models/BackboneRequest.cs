namespace Microsoft.ML.Nola.Models;

/// <summary>Which backbone a model wants, and where.</summary>
/// <param name="Reference">The backbone.</param>
/// <param name="Folders">Folders that are searched before the environment's.</param>
/// <param name="GpuDeviceId">The CUDA device, or null for the CPU.</param>
/// <param name="FallbackToCpu">Whether the CPU may serve if the CUDA device cannot.</param>
/// <param name="Quantization">How its weights are held in memory.</param>
/// <param name="ComputeType">In which type of number it computes.</param>
internal sealed record BackboneRequest(
    BackboneReference Reference,
    IReadOnlyList<string> Folders,
    int? GpuDeviceId,
    bool FallbackToCpu,
    BaseQuantization Quantization,
    ComputeType ComputeType = ComputeType.Float32);
