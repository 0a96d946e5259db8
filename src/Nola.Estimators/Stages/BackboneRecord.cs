using System.Text.Json.Serialization;

namespace Microsoft.ML.Nola.Stages;

/// <summary>What stage.json says of the backbone.</summary>
internal sealed record BackboneRecord
{
    [JsonRequired]
    public required string Identity { get; init; }

    public static BackboneRecord Of(BackboneReference reference) => new() { Identity = reference.Identity! };

    public BackboneReference ToReference() => BackboneReference.FromIdentity(Identity);
}
