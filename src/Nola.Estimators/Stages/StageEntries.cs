using Microsoft.ML.Nola.Columns;

namespace Microsoft.ML.Nola.Stages;

/// <summary>The entries of a stage in a zip, read and checked against the manifest.</summary>
/// <param name="Contents">Contents by name.</param>
/// <param name="PathOf">The path in the zip of an entry, for messages.</param>
internal sealed record StageEntries(IReadOnlyDictionary<string, byte[]> Contents, Func<string, string> PathOf)
{
    /// <summary>What the label's values, or the slots of its vector, are called; null if the zip does not say.</summary>
    /// <param name="count">How many there must be.</param>
    public LabelValues? ReadLabels(int count) =>
        Contents.TryGetValue(LabelValues.EntryName, out byte[]? values) ? LabelValues.Read(values, count, PathOf(LabelValues.EntryName)) : null;
}
