using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.TextFeatures;

/// <summary>A vector for each text, which other trainers of ML.NET learn from. Nothing is fitted.</summary>
internal static class TextFeatureStage
{
    public const string TaskName = "text_features";
    public const string Name = "NolaFeaturizeText";

    /// <summary>The task of a stage in a zip.</summary>
    public static FittedTask Read(StageRecord record, StageEntries entries)
    {
        string path = entries.PathOf(StageJson.EntryName);
        record.ColumnOf(ColumnRoles.Features, path);
        return Create(record.Columns, record.SettingsOf<TextFeatureSettings>(path).Checked(path));
    }

    /// <summary>The task for columns and settings.</summary>
    public static FittedTask Create(IReadOnlyDictionary<string, string> columns, TextFeatureSettings settings) => new()
    {
        Name = TaskName,
        StageName = Name,
        Head = new FeatureHead(settings.Dimensions, settings.Normalize),
        Scores = new FeatureColumns(columns[ColumnRoles.Features], settings.Dimensions),
        Columns = columns,
        Settings = StageJson.ToElement(settings),
    };
}
