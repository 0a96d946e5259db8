using Microsoft.ML.Nola.Columns;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;
using Microsoft.ML.Nola.Tasks.Classification;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>The columns of a stage that tells classes apart, beside its inputs.</summary>
/// <param name="Label">The label.</param>
/// <param name="Score">The probability of each class.</param>
/// <param name="Predicted">The predicted class.</param>
internal sealed record ClassColumns(string Label, string Score, string Predicted)
{
    /// <summary>All columns by role, with those of the inputs.</summary>
    public IReadOnlyDictionary<string, string> With(params ReadOnlySpan<(string Role, string? Name)> inputs) =>
        ColumnRoles.Of([(ColumnRoles.Label, Label), (ColumnRoles.Score, Score), (ColumnRoles.PredictedLabel, Predicted), .. inputs]);

    /// <summary>What a fitted stage knows of its task.</summary>
    /// <param name="name">The word for the task in stage.json.</param>
    /// <param name="stageName">What users call the stage.</param>
    /// <param name="columns">All columns by role, among them those that are added.</param>
    /// <param name="settings">What stage.json keeps of the task.</param>
    /// <param name="labels">What the classes are called; null if that is not known.</param>
    public static FittedTask ToTask<TSettings>(
        string name, string stageName, IReadOnlyDictionary<string, string> columns, TSettings settings, LabelValues? labels)
        where TSettings : ClassificationSettings => new()
    {
        Name = name,
        StageName = stageName,
        Head = new ClassificationHead(settings.Classes),
        Scores = new MulticlassScoreColumns(columns[ColumnRoles.PredictedLabel], columns[ColumnRoles.Score], labels, settings.Classes),
        Columns = columns,
        OutputNames = labels?.Texts,
        Settings = StageJson.ToElement(settings),
        Entries = LabelValues.ToEntries(labels),
    };

    /// <summary>The settings of a stage in a zip, checked as its columns are.</summary>
    public static TSettings Read<TSettings>(StageRecord record, string path)
        where TSettings : ClassificationSettings
    {
        record.ColumnOf(ColumnRoles.PredictedLabel, path);
        record.ColumnOf(ColumnRoles.Score, path);
        TSettings settings = record.SettingsOf<TSettings>(path);
        settings.Check(path);
        return settings;
    }
}
