using System.Text.Json.Serialization;

namespace Microsoft.ML.Nola.Tasks.TextRegression;

/// <summary>What stage.json keeps of a text regression stage.</summary>
internal sealed record TextRegressionSettings
{
    /// <summary>How two texts are read; Cross where there is one.</summary>
    [JsonRequired]
    public required PairMode PairMode { get; init; }

    /// <summary>These settings, refused if they do not go with the columns.</summary>
    public TextRegressionSettings Checked(bool hasPairs, string path) =>
        Enum.IsDefined(PairMode) && (hasPairs || PairMode == PairMode.Cross)
            ? this
            : throw new CorruptModelException(path, "the pair mode is unknown, or there is no second text for it");
}
