using System.Text.Json.Serialization;

namespace Microsoft.ML.Nola.Tasks.MultiLabelTextClassification;

/// <summary>What stage.json keeps of a multi-label text classification stage.</summary>
internal sealed record MultiLabelSettings
{
    /// <summary>More labels than this are a hashed vector that slipped in.</summary>
    public const int MaxLabels = 65_536;

    [JsonRequired]
    public required int Labels { get; init; }

    /// <summary>The probability above which a label is predicted.</summary>
    [JsonRequired]
    public required float Threshold { get; init; }

    /// <summary>These settings, refused if a value is out of range.</summary>
    public MultiLabelSettings Checked(string path) =>
        Labels is >= 1 and <= MaxLabels && Threshold is > 0 and < 1
            ? this
            : throw new CorruptModelException(path, "the number of labels or the threshold is out of range");
}
