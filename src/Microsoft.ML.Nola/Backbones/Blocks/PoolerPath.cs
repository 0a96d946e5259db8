namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A dense layer of a checkpoint that may be the pooler.</summary>
/// <param name="Path">The canonical path of its linear map.</param>
/// <param name="Activation">What follows it.</param>
internal readonly record struct PoolerPath(string Path, Activation Activation = Activation.Tanh);
