using System.Text.Json.Serialization;
using Microsoft.ML.Nola.Adapters;

namespace Microsoft.ML.Nola.Tasks.TextFeatures;

/// <summary>What stage.json keeps of a stage that makes features of text.</summary>
internal sealed record TextFeatureSettings
{
    /// <summary>The length of a vector, which is the width of the backbone's hidden states.</summary>
    [JsonRequired]
    public required int Dimensions { get; init; }

    /// <summary>Whether vectors are scaled to length 1.</summary>
    [JsonRequired]
    public required bool Normalize { get; init; }

    /// <summary>These settings, refused if a value is out of range.</summary>
    public TextFeatureSettings Checked(string path) =>
        Dimensions is >= 1 and <= AdapterLimits.MaxHiddenSize ? this : throw new CorruptModelException(path, "the number of features is out of range");
}
