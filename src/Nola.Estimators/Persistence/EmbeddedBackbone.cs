using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>A backbone inside a model zip: the files that make it, byte for byte, as entries below one name.</summary>
internal static class EmbeddedBackbone
{
    public const string Prefix = "backbone/";

    /// <summary>The entries for the files of a backbone's folder.</summary>
    public static IEnumerable<KeyValuePair<string, EntryContent>> Write(string folder) =>
        BackboneIdentity.HashFiles(folder)
            .Select(file => KeyValuePair.Create(Prefix + file.Key, EntryContent.OfFile(Path.Combine(folder, file.Key), file.Value)));

    /// <summary>Unpacks the backbone of a stage; null where the zip holds none.</summary>
    /// <param name="reader">The stage's entries.</param>
    /// <param name="hashes">The hash of each entry below <see cref="Prefix"/> by its name.</param>
    /// <param name="identity">What the stage says its backbone is.</param>
    /// <param name="temporary">Where temporary folders go.</param>
    /// <exception cref="CorruptModelException">A file is not what was written, or they are not the stage's backbone.</exception>
    public static UnpackedBackbone? Read(StageReader reader, IReadOnlyList<(string Name, string Hash)> hashes, string identity, string temporary)
    {
        if (hashes.Count == 0)
        {
            return null;
        }

        KeyValuePair<string, string>[] files = [.. hashes.Select(static entry => KeyValuePair.Create(entry.Name[Prefix.Length..], entry.Hash))];
        string? stranger = files.Select(static file => file.Key).FirstOrDefault(static name => !BackboneFiles.IsName(name));
        if (stranger is not null)
        {
            throw new CorruptModelException(reader.PathOf(Prefix + stranger), "a backbone has no file of this name");
        }

        // Equal hashes under equal names are the stage's backbone, so its folder would be found by its identity; no file can be missing or added.
        return BackboneIdentity.Compute(files) == identity
            ? UnpackedBackbone.Acquire(identity, temporary, open => Unpack(reader, files, open))
            : throw new CorruptModelException(reader.PathOf(Prefix), $"the files are another backbone than the stage's, which is {identity}");
    }

    private static void Unpack(StageReader reader, KeyValuePair<string, string>[] files, Func<string, Stream> open)
    {
        foreach ((string name, string hash) in files)
        {
            using Stream target = open(name);
            if (reader.CopyEntry(Prefix + name, target) != hash)
            {
                throw ModelZip.WrongHash(reader.PathOf(Prefix + name));
            }
        }
    }
}
