namespace Microsoft.ML.Nola.Models;

/// <summary>What a fit needs to know before it reads rows.</summary>
internal sealed record ModelFitSettings
{
    public const int DefaultMaxLength = 128;

    /// <summary>Three special tokens frame a pair; below this there is no room for text.</summary>
    public const int LeastMaxLength = 8;

    public required BackboneReference Backbone { get; init; }

    public required AdapterConfig Adapter { get; init; }

    public required NolaTrainingOptions Training { get; init; }

    public PoolingMode? Pooling { get; init; }

    /// <summary>The tokens of a row at which its text is cut; null for the default, or the most that the backbone takes if that is less.</summary>
    public int? MaxLength { get; init; }

    /// <summary>How the texts of a row become sequences.</summary>
    public TextLayout Layout { get; init; } = TextLayout.Joined;

    /// <summary>Whether rows have a second text.</summary>
    public bool HasPairs { get; init; }

    /// <summary>The seed if <see cref="NolaTrainingOptions.Seed"/> is unset.</summary>
    public int DefaultSeed { get; init; }

    /// <summary>Asked whenever the backbone is looked for: folders that are searched before the environment's.</summary>
    public Func<IReadOnlyList<string>> BackboneFolders { get; init; } = static () => [];

    /// <summary>The CUDA device, or null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether the CPU may serve if the CUDA device cannot.</summary>
    public bool FallbackToCpu { get; init; } = true;
}
