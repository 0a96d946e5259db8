using System.Text.Json.Serialization;
using Microsoft.ML.Nola.Persistence;

namespace Microsoft.ML.Nola.TextClassification;

/// <summary>What stage.json says of a text classification stage: everything that is neither the adapter's folder nor the labels.</summary>
internal sealed record TextStage
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

    /// <summary>The integer type of the label's key, as .NET names it. The predicted label is a UInt32 key whatever it was.</summary>
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

    [JsonIgnore]
    public TextColumns Columns => new(LabelColumn, ScoreColumn, OutputColumn, Sentence1Column, Sentence2Column);

    public static TextStage Read(ReadOnlySpan<byte> json, string path)
    {
        TextStage stage = StageJson.Read<TextStage>(json, path);
        bool named = stage is { LabelColumn.Length: > 0, ScoreColumn.Length: > 0, OutputColumn.Length: > 0, Sentence1Column.Length: > 0 }
            && stage.Sentence2Column != "" && stage.ScoreColumn != stage.OutputColumn;
        bool inRange = stage.Classes is >= 2 and <= TextInput.MaxClasses && stage.BatchSize is >= 1 and <= 65536
            && stage.MaxLength is >= NolaTextClassificationOptions.MinLength and <= NolaTextClassificationOptions.MaxLengthLimit;
        bool keyed = stage.LabelType is nameof(Byte) or nameof(UInt16) or nameof(UInt32) or nameof(UInt64);
        return named && inRange && keyed
            ? stage
            : throw new CorruptModelException(path, "a column has no name, the label is no key, or a number is out of range");
    }
}
