using System.Text.Json.Serialization;

namespace Microsoft.ML.Nola.Tasks.NamedEntityRecognition;

/// <summary>What stage.json keeps of a named entity recognition stage.</summary>
internal sealed record NamedEntityRecognitionSettings
{
    /// <summary>The values that the label's keys can have.</summary>
    [JsonRequired]
    public required int Tags { get; init; }

    /// <summary>Whether a missing key is a tag of its own, that of words outside entities: so it is if no value of the key is the tag O.</summary>
    [JsonRequired]
    public required bool MissingIsOutside { get; init; }

    /// <summary>How many tags are told apart.</summary>
    [JsonIgnore]
    public int Width => Tags + (MissingIsOutside ? 1 : 0);

    /// <summary>These settings, refused if a value is out of range.</summary>
    public NamedEntityRecognitionSettings Checked(string path) =>
        Tags is >= 1 and <= ClassificationSettings.MaxClasses && Width > 1
            ? this
            : throw new CorruptModelException(path, "the number of tags is out of range");
}
