using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Heads;

namespace Microsoft.ML.Nola.Models.Starts;

/// <summary>The numbers that a fit starts from.</summary>
internal sealed record StartValues
{
    /// <summary>The adapter; null if only the head has a start.</summary>
    public Adapter? Adapter { get; init; }

    /// <summary>The tensors of the head; empty if it has no start.</summary>
    public IReadOnlyList<HeadTensor> Head { get; init; } = [];

    /// <summary>What the head reads; null if that is not known.</summary>
    public Readout? Readout { get; init; }

    /// <summary>The tokens at which texts were cut; null if that is not known.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What the head's outputs stand for; null if that is not known.</summary>
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>The plan of the start's adapter, if the user's configuration is silent or says the same.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="asked">What it resolves to.</param>
    /// <param name="unset">What a configuration resolves to in which nobody has set anything.</param>
    /// <exception cref="SettingsException">It says something else.</exception>
    public AdapterPlan PlanFor(AdapterConfig config, AdapterPlan asked, AdapterPlan unset)
    {
        if (Adapter is not { } adapter)
        {
            return asked;
        }

        if (asked.FindDifference(unset) is not null && asked.FindDifference(adapter.Plan) is not null)
        {
            throw new SettingsException(
                $"Adapter asks for other numbers than WarmStart has ({adapter.Plan.Method}, {adapter.Plan.Sites.Count} sites, rank {adapter.Plan.Rank}). "
                + "Leave Adapter unset, or set what the model was fitted with.");
        }

        return adapter.Plan with { Dropout = config.Dropout };
    }
}
