namespace Microsoft.ML.Nola.Models;

/// <summary>What <see cref="FeatureModel"/> needs to know.</summary>
internal sealed record FeatureModelSettings
{
    public required BackboneReference Backbone { get; init; }

    /// <summary>The folder of an adapter; null if the backbone is taken as it is.</summary>
    public string? AdapterFolder { get; init; }

    /// <summary>How hidden states become features; null for what the adapter's folder says, else the backbone's.</summary>
    public PoolingMode? Pooling { get; init; }

    /// <summary>The tokens at which a text is cut; null for what the adapter's folder says, else the default.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Asked whenever the backbone is looked for: folders that are searched before the environment's.</summary>
    public Func<IReadOnlyList<string>> BackboneFolders { get; init; } = static () => [];

    /// <summary>How the weights of the backbone are held in memory.</summary>
    public BaseQuantization BaseQuantization { get; init; }

    /// <summary>In which type of number the backbone computes.</summary>
    public ComputeType ComputeType { get; init; }

    /// <summary>The torch threads of small forward passes.</summary>
    public PredictionThreads PredictionThreads { get; init; }

    /// <summary>The CUDA device, or null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether the CPU may serve if the CUDA device cannot.</summary>
    public bool FallbackToCpu { get; init; } = true;

    /// <summary>How rows become inputs.</summary>
    public InputLayout Layout { get; init; } = TextLayout.Joined;

    /// <summary>The backbone, as it is asked for.</summary>
    public BackboneRequest Request => new(Backbone, BackboneFolders(), GpuDeviceId, FallbackToCpu, BaseQuantization, ComputeType);
}
