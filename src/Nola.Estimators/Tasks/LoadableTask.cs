using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>A task as the loader of zips knows it.</summary>
/// <param name="Name">Its word in stage.json.</param>
/// <param name="Read">Makes what the stage knows of its task from what the zip holds.</param>
/// <param name="Create">Makes the transformer.</param>
internal sealed record LoadableTask(string Name, Func<StageRecord, StageEntries, FittedTask> Read, Func<FittedStage, NolaTransformer> Create);
