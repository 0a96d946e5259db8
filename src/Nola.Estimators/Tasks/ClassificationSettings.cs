using System.Text.Json.Serialization;

namespace Microsoft.ML.Nola.Tasks;

/// <summary>What stage.json keeps of a stage that tells classes apart.</summary>
internal record ClassificationSettings
{
    /// <summary>More classes than this are a hashed key that slipped in, not labels.</summary>
    public const int MaxClasses = 65_536;

    [JsonRequired]
    public required int Classes { get; init; }

    /// <summary>The integer type of the label's key, as .NET names it. The predicted label is a UInt32 key whatever it was.</summary>
    [JsonRequired]
    public required string LabelType { get; init; }

    /// <summary>Refuses a value that is out of range.</summary>
    public virtual void Check(string path)
    {
        if (Classes is < 2 or > MaxClasses || LabelType is not (nameof(Byte) or nameof(UInt16) or nameof(UInt32) or nameof(UInt64)))
        {
            throw new CorruptModelException(path, "the label is no key, or the number of classes is out of range");
        }
    }
}
