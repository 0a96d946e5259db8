using System.Text.Json.Serialization;

namespace Microsoft.ML.Nola.Stages;

/// <summary>What stage.json says of the backbone.</summary>
internal sealed record BackboneRecord
{
    [JsonRequired]
    public required string Identity { get; init; }

    /// <summary>
    /// The lowercase SHA-256 of each file by name. A search for the backbone need not read a folder whose config.json already differs. Null in what format
    /// version 1 wrote.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    public static BackboneRecord Of(BackboneReference reference) => new() { Identity = reference.Identity!, Files = reference.Files };

    public BackboneReference ToReference() => BackboneReference.FromIdentity(Identity, Files);
}
