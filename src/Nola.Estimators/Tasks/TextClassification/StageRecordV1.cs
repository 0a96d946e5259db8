using System.Text.Json.Serialization;
using Microsoft.ML.Nola.Persistence;
using Microsoft.ML.Nola.Stages;

namespace Microsoft.ML.Nola.Tasks.TextClassification;

/// <summary>What stage.json said of a text classification stage in format version 1, which knew no other task.</summary>
internal sealed record StageRecordV1
{
    [JsonRequired]
    public required string LabelColumn { get; init; }

    [JsonRequired]
    public required string ScoreColumn { get; init; }

    [JsonRequired]
    public required string OutputColumn { get; init; }

    [JsonRequired]
    public required string Sentence1Column { get; init; }

    [JsonRequired]
    public required string? Sentence2Column { get; init; }

    [JsonRequired]
    public required string LabelType { get; init; }

    [JsonRequired]
    public required int Classes { get; init; }

    [JsonRequired]
    public required PoolingMode Pooling { get; init; }

    [JsonRequired]
    public required int MaxLength { get; init; }

    [JsonRequired]
    public required int BatchSize { get; init; }

    [JsonRequired]
    public required string BackboneIdentity { get; init; }

    public static StageRecordV1 Read(ReadOnlySpan<byte> json, string path) => StageJson.Read<StageRecordV1>(json, path);

    /// <summary>The same in the form of today, checked.</summary>
    /// <param name="path">Where it was read, for messages.</param>
    public StageRecord ToRecord(string path) => new StageRecord
    {
        Task = TextClassificationStage.TaskName,
        Columns = ColumnRoles.Of(
            (ColumnRoles.Label, LabelColumn),
            (ColumnRoles.Score, ScoreColumn),
            (ColumnRoles.PredictedLabel, OutputColumn),
            (ColumnRoles.Sentence1, Sentence1Column),
            (ColumnRoles.Sentence2, Sentence2Column)),
        Readout = new Heads.PooledReadout(Pooling).Name,
        MaxLength = MaxLength,
        ScoringBatch = BatchSize,
        Backbone = new BackboneRecord { Identity = BackboneIdentity },
        TaskSettings = StageJson.ToElement(new ClassificationSettings { Classes = Classes, LabelType = LabelType }),
    }.Checked(path);
}
