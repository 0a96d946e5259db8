using Microsoft.ML.Nola;

namespace Nola.Bench.Quality.Methods;

/// <summary>What all runs of a table adapt.</summary>
/// <param name="Backbone">The backbone.</param>
/// <param name="ComputeType">In which type of number it computes.</param>
internal sealed record Network(BackboneReference Backbone, ComputeType ComputeType);
