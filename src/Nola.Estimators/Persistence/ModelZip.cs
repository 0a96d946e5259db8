using System.Security.Cryptography;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>
/// A stage in a model zip. The main stream holds ML.NET's header, the format version and the SHA-256 of the manifest; all else lies in entries beside it
/// that the manifest covers.
/// </summary>
internal static class ModelZip
{
    public static void Write(StageWriter writer, IReadOnlyDictionary<string, EntryContent> entries, int version)
    {
        byte[] manifest = Manifest.Write(entries);
        writer.Write(version);
        writer.Write(SHA256.HashData(manifest));
        writer.WriteEntry(Manifest.EntryName, stream => stream.Write(manifest));
        foreach (string name in entries.Keys.Order(StringComparer.Ordinal))
        {
            writer.WriteEntry(name, entries[name].CopyTo);
        }
    }

    /// <summary>Reads every entry and checks it, other than the files of a backbone, which are too large to be held in memory.</summary>
    /// <param name="reader">The stage's entries.</param>
    /// <param name="known">The names that a stage of this kind may have, in the order in which they are read; any other is refused, unread.</param>
    /// <param name="compressible">
    /// Says of an entry, by its name and what was read before it, how many bytes it may have however well they are compressed
    /// (<see cref="StageReader.ReadEntry"/>); null if the rule for all entries is enough.
    /// </param>
    /// <returns>What the zip holds.</returns>
    /// <exception cref="CorruptModelException">An entry is missing, too large, or not what was written.</exception>
    /// <exception cref="NolaCompatibilityException">A later version of this library wrote the zip.</exception>
    public static StageContents Read(
        StageReader reader, IReadOnlyList<string> known, Func<string, StageContents, long>? compressible = null)
    {
        int version = reader.ReadInt32();
        FormatVersion.Check(version, reader.PathOf("Model.key"));
        byte[] expected = reader.ReadBytes(SHA256.HashSizeInBytes);
        byte[] manifest = reader.ReadEntry(Manifest.EntryName, Manifest.MaxLength);
        string path = reader.PathOf(Manifest.EntryName);
        if (!SHA256.HashData(manifest).AsSpan().SequenceEqual(expected))
        {
            throw new CorruptModelException(path, "its hash is not the one in Model.key");
        }

        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var backbone = new List<(string Name, string Hash)>();
        var contents = new StageContents(version, entries, backbone);
        foreach ((string name, string hash) in Manifest.Read(manifest, path).OrderBy(entry => IndexOf(known, entry.Name)))
        {
            if (name.StartsWith(EmbeddedBackbone.Prefix, StringComparison.Ordinal))
            {
                backbone.Add((name, hash));
                continue;
            }

            if (IndexOf(known, name) == known.Count)
            {
                throw new CorruptModelException(reader.PathOf(name), "a stage of this kind has no entry of this name");
            }

            byte[] content = reader.ReadEntry(name, Array.MaxLength, compressible?.Invoke(name, contents) ?? 0);
            if (HashManifest.Hash(content) != hash)
            {
                throw WrongHash(reader.PathOf(name));
            }

            entries.Add(name, content);
        }

        return contents;
    }

    /// <summary>The place of a name in a list; behind its end if it is not there.</summary>
    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        int index = 0;
        while (index < names.Count && names[index] != name)
        {
            index++;
        }

        return index;
    }

    public static CorruptModelException WrongHash(string path) => new(path, "its hash is not the one in the manifest");
}
