using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.TextFeatures;

/// <summary>A vector for each text, which other trainers of ML.NET learn from. Nothing is fitted.</summary>
internal static class TextFeatureStage
{
    public const string TaskName = "text_features";
    public const string Name = "NolaFeaturizeText";

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries) =>
        Create(record.Columns, FeatureSettings.Read<FeatureSettings>(record, entries.PathOf(StageJson.EntryName)));

    /// <summary>The task for columns and settings.</summary>
    public static FittedTask Create(IReadOnlyDictionary<string, string> columns, FeatureSettings settings) =>
        FeatureSettings.ToTask(TaskName, Name, columns, settings);
}
