using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Persistence;

namespace Microsoft.ML.Nola.Stages;

/// <summary>
/// What stage.json says of a stage: all that is neither the adapter's folder nor an entry of the task. A member that is added needs a new format version, since
/// a reader refuses members that it does not know.
/// </summary>
internal sealed record StageRecord
{
    public const int MaxScoringBatch = 65536;

    [JsonRequired]
    public required string Task { get; init; }

    /// <summary>The names of the columns by role.</summary>
    [JsonRequired]
    public required IReadOnlyDictionary<string, string> Columns { get; init; }

    [JsonRequired]
    public required string Readout { get; init; }

    /// <summary>The tokens at which texts are cut; null for a stage that reads none. Format version 3 has it always.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? MaxLength { get; init; }

    [JsonRequired]
    public required int ScoringBatch { get; init; }

    [JsonRequired]
    public required BackboneRecord Backbone { get; init; }

    /// <summary>How the weights of the backbone are held in memory; null for single precision. Format version 2 does not have it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BaseQuantization? BaseQuantization { get; init; }

    /// <summary>Whether the adapter is merged where the model scores; absent if not. Format version 4 does not have it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Merged { get; init; }

    /// <summary>What only the task understands.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? TaskSettings { get; init; }

    /// <summary>The lowest format version that has all that this record says, so that older readers take what they can.</summary>
    [JsonIgnore]
    public int FormatVersion => Merged ? 5 : MaxLength is null ? 4 : BaseQuantization is null ? 2 : 3;

    public static StageRecord Read(ReadOnlySpan<byte> json, string path) => StageJson.Read<StageRecord>(json, path).Checked(path);

    /// <summary>This record, refused if a value is out of range or a column has no name. The task says which columns there must be.</summary>
    public StageRecord Checked(string path)
    {
        bool named = Columns.Values.All(static name => name is { Length: > 0 }) && (MaxLength is null || Columns.ContainsKey(ColumnRoles.Sentence1))
            && Columns.Where(static column => ColumnRoles.Added.Contains(column.Key)).DistinctBy(static column => column.Value, StringComparer.Ordinal).Count()
                == Columns.Keys.Count(ColumnRoles.Added.Contains);
        bool inRange = ScoringBatch is >= 1 and <= MaxScoringBatch && MaxLength is null or (>= NolaStageOptions.MinLength and <= NolaStageOptions.MaxLengthLimit);
        return named && inRange && Heads.Readout.Find(Readout) is not null
            ? this
            : throw new CorruptModelException(path, "a column has no name or another's, the readout is unknown, or a number is out of range");
    }

    /// <summary>The column of a role, which the task must have.</summary>
    public string ColumnOf(string role, string path) =>
        Columns.TryGetValue(role, out string? name)
            ? name
            : throw new CorruptModelException(path, $"it has no column '{role}', which the task '{Task}' must have");

    /// <summary>The settings of the task.</summary>
    public T SettingsOf<T>(string path)
        where T : class =>
        StageJson.Read<T>(TaskSettings, path);

    /// <summary>The model's state that this record describes.</summary>
    public ModelState ToState(FittedTask task, StageEnvironment environment) => new()
    {
        Layout = task.Layout.WithTempFolder(environment.TempFilePath),
        Tokens = task.Tokens,
        Backbone = Backbone.ToReference(),
        Readout = Heads.Readout.Find(Readout)!,
        MaxLength = MaxLength,
        BaseQuantization = BaseQuantization.GetValueOrDefault(),
        MergesAdapter = Merged,
        ComputeType = environment.ComputeType,
        PredictionThreads = environment.PredictionThreads,
        GpuDeviceId = environment.GpuDeviceId,
        FallbackToCpu = environment.FallbackToCpu,
    };
}
