using System.Text.Json.Serialization;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>What stage.json keeps of a stage that makes features of rows.</summary>
internal record FeatureSettings
{
    /// <summary>The length of a vector, which is the width of the backbone's hidden states.</summary>
    [JsonRequired]
    public required int Dimensions { get; init; }

    /// <summary>Whether vectors are scaled to length 1.</summary>
    [JsonRequired]
    public required bool Normalize { get; init; }

    /// <summary>The settings of a stage in a zip, refused if a value is out of range.</summary>
    public static TSettings Read<TSettings>(StageRecord record, string path)
        where TSettings : FeatureSettings
    {
        record.ColumnOf(ColumnRoles.Features, path);
        TSettings settings = record.SettingsOf<TSettings>(path);
        settings.Check(path);
        return settings;
    }

    /// <summary>What a fitted stage knows of its task.</summary>
    /// <param name="name">The word for the task in stage.json.</param>
    /// <param name="stageName">What users call the stage.</param>
    /// <param name="columns">All columns by role.</param>
    /// <param name="settings">These settings.</param>
    public static FittedTask ToTask<TSettings>(string name, string stageName, IReadOnlyDictionary<string, string> columns, TSettings settings)
        where TSettings : FeatureSettings => new()
    {
        Name = name,
        StageName = stageName,
        Head = new FeatureHead(settings.Dimensions, settings.Normalize),
        Scores = new FeatureColumns(columns[ColumnRoles.Features], settings.Dimensions),
        Columns = columns,
        Settings = StageJson.ToElement(settings),
    };

    /// <summary>Refuses a value that is out of range.</summary>
    protected virtual void Check(string path)
    {
        if (Dimensions is < 1 or > AdapterLimits.MaxHiddenSize)
        {
            throw new CorruptModelException(path, "the number of features is out of range");
        }
    }
}
