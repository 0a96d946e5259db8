namespace Microsoft.ML.Nola.TextClassification;

/// <summary>What a text classifier is beside its adapter folder; the stage stores it.</summary>
internal sealed record TextClassifierState
{
    public required string BackboneIdentity { get; init; }

    public required int ClassCount { get; init; }

    public required PoolingMode Pooling { get; init; }

    public required int MaxLength { get; init; }

    public int? GpuDeviceId { get; init; }

    public bool FallbackToCpu { get; init; } = true;
}
