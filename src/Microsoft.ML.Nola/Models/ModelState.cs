using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Heads;

namespace Microsoft.ML.Nola.Models;

/// <summary>What a fitted model is beside its adapter folder; the stage stores it.</summary>
internal sealed record ModelState
{
    /// <summary>The backbone: its identity, and its files' hashes if they are known.</summary>
    public required BackboneReference Backbone { get; init; }

    public required Readout Readout { get; init; }

    /// <summary>How rows become inputs. The task knows it; the stage does not store it.</summary>
    public InputLayout Layout { get; init; } = TextLayout.Joined;

    /// <summary>The tokens at which the text of a row is cut; null if rows are not cut.</summary>
    public required int? MaxLength { get; init; }

    /// <summary>The tokens at which generated texts begin and end; null if the model generates none. The task stores them.</summary>
    public GenerationTokens? Tokens { get; init; }

    /// <summary>How the weights of the backbone are held in memory.</summary>
    public BaseQuantization BaseQuantization { get; init; }

    /// <summary>Whether the adapter is merged into copies of the weights that it updates, unless they would be too coarse for it.</summary>
    public bool MergesAdapter { get; init; }

    /// <summary>In which type of number the backbone computes. The environment says it; no zip does.</summary>
    public ComputeType ComputeType { get; init; }

    /// <summary>The torch threads of small forward passes. The environment says it; no zip does.</summary>
    public PredictionThreads PredictionThreads { get; init; }

    /// <summary>The CUDA device, or null for the CPU.</summary>
    public int? GpuDeviceId { get; init; }

    /// <summary>Whether the CPU may serve if the CUDA device cannot.</summary>
    public bool FallbackToCpu { get; init; } = true;
}
