using System.Text.Json.Serialization;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>What stage.json keeps of a question answering stage.</summary>
internal sealed record QuestionAnsweringSettings
{
    /// <summary>The largest of each number.</summary>
    public const int Limit = 1024;

    [JsonRequired]
    public required int TopK { get; init; }

    [JsonRequired]
    public required int MaxAnswerLength { get; init; }

    /// <summary>How many tokens a window begins after the one before it; null for a third of the maximal length.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? DocumentStride { get; init; }

    /// <summary>These settings, refused if a value is out of range.</summary>
    public QuestionAnsweringSettings Checked(string path) =>
        TopK is >= 1 and <= Limit && MaxAnswerLength is >= 1 and <= Limit && DocumentStride is null or (>= 1 and <= NolaStageOptions.MaxLengthLimit)
            ? this
            : throw new CorruptModelException(path, "the number of answers, their length or the stride is out of range");
}
