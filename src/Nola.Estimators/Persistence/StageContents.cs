namespace Microsoft.ML.Nola.Persistence;

/// <summary>What a zip holds of a stage.</summary>
/// <param name="FormatVersion">The version of the format that it was written in.</param>
/// <param name="Entries">The entries by name, but for those of a backbone, which are too large to be held in memory.</param>
/// <param name="BackboneFiles">Names and hashes of an embedded backbone's files: see <see cref="EmbeddedBackbone.Read"/>.</param>
internal sealed record StageContents(int FormatVersion, IReadOnlyDictionary<string, byte[]> Entries, IReadOnlyList<(string Name, string Hash)> BackboneFiles);
