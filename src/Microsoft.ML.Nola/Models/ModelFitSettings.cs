using Microsoft.ML.Nola.Models.Starts;

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

    /// <summary>The tokens of a row at which its text is cut; null for the default, or what backbone or folder take at most if that is less.</summary>
    public int? MaxLength { get; init; }

    /// <summary>How rows become inputs.</summary>
    public InputLayout Layout { get; init; } = TextLayout.Joined;

    /// <summary>How the fitted model is to generate text; null if it is to score.</summary>
    public NolaGenerationOptions? Generation { get; init; }

    /// <summary>Where the fit starts; null for nothing.</summary>
    public ModelStart? Start { get; init; }

    /// <summary>What the head's outputs stand for, such as the names of classes; null if that is not known.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>Whether rows have a second text.</summary>
    public bool HasPairs { get; init; }

    /// <summary>The seed if <see cref="NolaTrainingOptions.Seed"/> is unset.</summary>
    public int DefaultSeed { get; init; }

    /// <summary>Asked whenever the backbone is looked for: folders that are searched before the environment's.</summary>
    public Func<IReadOnlyList<string>> BackboneFolders { get; init; } = static () => [];

    /// <summary>How the weights of the backbone are held in memory.</summary>
    public BaseQuantization BaseQuantization { get; init; }

    /// <summary>How the fitted model scores.</summary>
    public ScoringMode Scoring { get; init; }

    /// <summary>In which type of number the backbone computes.</summary>
    public ComputeType ComputeType { get; init; }

    /// <summary>The torch threads of small forward passes.</summary>
    public PredictionThreads PredictionThreads { get; init; }

    /// <summary>The CUDA device, or null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether the CPU may serve if the CUDA device cannot.</summary>
    public bool FallbackToCpu { get; init; } = true;

    /// <summary>The backbone, as it is asked for.</summary>
    public BackboneRequest Request => new(Backbone, BackboneFolders(), GpuDeviceId, FallbackToCpu, BaseQuantization, ComputeType);
}
