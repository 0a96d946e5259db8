namespace Microsoft.ML.Nola.Stages;

/// <summary>The entries of a stage in a zip, read and checked against the manifest.</summary>
/// <param name="Contents">Contents by name.</param>
/// <param name="PathOf">The path in the zip of an entry, for messages.</param>
internal sealed record StageEntries(IReadOnlyDictionary<string, byte[]> Contents, Func<string, string> PathOf);
