using System.Text.Json.Serialization;

namespace Microsoft.ML.Nola.Tasks.ImageClassification;

/// <summary>What stage.json keeps of an image classification stage.</summary>
internal sealed record ImageClassificationSettings : ClassificationSettings
{
    /// <summary>Both sides of what the backbone sees; null for what its preprocessor_config.json says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ImageSize { get; init; }

    /// <summary>Where relative paths begin; null for the current directory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ImageFolder { get; init; }

    public override void Check(string path)
    {
        base.Check(path);
        ImageSettings.Check(ImageSize, ImageFolder, path);
    }
}
