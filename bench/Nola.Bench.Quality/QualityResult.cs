using Nola.Bench.Quality.Methods;

namespace Nola.Bench.Quality;

/// <summary>A line of the file of results.</summary>
internal sealed record QualityResult(QualityRun Run, Measured Measured);
