namespace Microsoft.ML.Nola.Training;

/// <summary>A pass over rows.</summary>
/// <param name="Batches">The rows of each batch, in the order in which batches will be asked for.</param>
/// <param name="Seed">What random draws depend on, beside epoch and row.</param>
/// <param name="Epoch">The epoch, from 1; 0 for a pass that measures, which draws nothing.</param>
internal sealed record BatchPass(IReadOnlyList<int[]> Batches, int Seed, int Epoch);
