using System.Text;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>
/// The names and hashes of a stage's entries, sorted by name: one line an entry, "hash  name". The main stream holds the hash of this text, so a change
/// of any byte of any entry is found and the entry named.
/// </summary>
internal static class Manifest
{
    public const string EntryName = "manifest";
    public const int MaxLength = 64 * 1024;

    public static byte[] Write(IReadOnlyDictionary<string, EntryContent> entries) =>
        HashManifest.Write(entries.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.Hash)));

    /// <summary>The names and hashes, in the order of the text.</summary>
    public static IReadOnlyList<(string Name, string Hash)> Read(byte[] manifest, string path)
    {
        var lines = new List<(string Name, string Hash)>();
        foreach (string line in Encoding.UTF8.GetString(manifest).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length <= HashManifest.HashLength + HashManifest.Separator.Length
                || line.AsSpan(HashManifest.HashLength, HashManifest.Separator.Length) is not HashManifest.Separator)
            {
                throw new CorruptModelException(path, "a line is not a hash and a name");
            }

            string name = line[(HashManifest.HashLength + HashManifest.Separator.Length)..];
            if (!IsEntryName(name) || (lines.Count > 0 && string.CompareOrdinal(lines[^1].Name, name) >= 0))
            {
                throw new CorruptModelException(path, $"the name '{name}' is not one of an entry, or out of order");
            }

            lines.Add((name, line[..HashManifest.HashLength]));
        }

        return lines;
    }

    /// <summary>Names lie in the stage's own directory: letters, digits, and marks between them that lead nowhere else.</summary>
    private static bool IsEntryName(string name) =>
        !name.Contains("..", StringComparison.Ordinal)
        && name.Split('/').All(static part => part is not ("" or "."))
        && name != EntryName
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/');
}
