using System.Text.Json.Serialization;

namespace Microsoft.ML.Nola.Tasks.TextClassification;

/// <summary>What stage.json keeps of a text classification stage.</summary>
internal sealed record TextClassificationSettings
{
    /// <summary>More classes than this are a hashed key that slipped in, not labels.</summary>
    public const int MaxClasses = 65_536;

    [JsonRequired]
    public required int Classes { get; init; }

    /// <summary>The integer type of the label's key, as .NET names it. The predicted label is a UInt32 key whatever it was.</summary>
    [JsonRequired]
    public required string LabelType { get; init; }

    /// <summary>These settings, refused if a value is out of range.</summary>
    public TextClassificationSettings Checked(string path) =>
        Classes is >= 2 and <= MaxClasses && LabelType is (nameof(Byte) or nameof(UInt16) or nameof(UInt32) or nameof(UInt64))
            ? this
            : throw new CorruptModelException(path, "the label is no key, or the number of classes is out of range");
}
