namespace Microsoft.ML.Nola.TextClassification;

/// <summary>What a fit of a text classifier needs to know before it reads rows.</summary>
internal sealed record TextClassifierSettings
{
    public required BackboneReference Backbone { get; init; }

    public required AdapterConfig Adapter { get; init; }

    public required NolaTrainingOptions Training { get; init; }

    public required int ClassCount { get; init; }

    public PoolingMode? Pooling { get; init; }

    public int MaxLength { get; init; } = 128;

    /// <summary>Whether rows have a second text.</summary>
    public bool HasPairs { get; init; }

    /// <summary>The seed where <see cref="NolaTrainingOptions.Seed"/> is unset.</summary>
    public int DefaultSeed { get; init; }

    /// <summary>Folders to look for the backbone in, before the environment's.</summary>
    public IReadOnlyList<string> BackboneFolders { get; init; } = [];

    /// <summary>The CUDA device, or null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether the CPU may serve where the CUDA device cannot.</summary>
    public bool FallbackToCpu { get; init; } = true;
}
