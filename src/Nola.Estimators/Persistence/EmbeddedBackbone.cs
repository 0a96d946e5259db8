using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Interop;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>A backbone inside a model zip: the files that make it, byte for byte, as entries below one name.</summary>
internal static class EmbeddedBackbone
{
    public const string Prefix = "backbone/";

    /// <summary>The entries for the files of a backbone's folder.</summary>
    /// <param name="folder">The folder in which config.json lies.</param>
    public static IEnumerable<KeyValuePair<string, EntryContent>> Write(string folder)
    {
        BackboneFolder files = BackboneFolder.At(folder);
        return files.HashFiles(FileHashes.Shared).Select(file => BackboneFiles.IsName(file.Key)
            ? KeyValuePair.Create(Prefix + file.Key, ContentOf(files.PathOf(file.Key), file.Value))
            : throw new NolaException(
                $"The file '{files.PathOf(file.Key)}' has a name that no zip entry of a backbone may have: letters, digits, '_', '-' and '.' only. "
                + "Rename it, and in model.safetensors.index.json if that names it, or save without EmbedBackbone."));
    }

    /// <summary>Unpacks the backbone of a stage; null if the zip holds none.</summary>
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
        string? unknown = files.Select(static file => file.Key).FirstOrDefault(static name => !BackboneFiles.IsName(name));
        if (unknown is not null)
        {
            throw new CorruptModelException(reader.PathOf(Prefix + unknown), "a backbone has no file of this name");
        }

        // Equal hashes under equal names are the stage's backbone, so its folder would be found by its identity; no file can be missing or added.
        return BackboneIdentity.Compute(files) == identity
            ? UnpackedBackbone.Acquire(identity, files, temporary, open => Unpack(reader, files, open))
            : throw new CorruptModelException(reader.PathOf(Prefix), $"the files are another backbone than the stage's, which is {identity}");
    }

    /// <summary>
    /// A file that no longer has the content that its length and time promise is read again the next time: saving again must be able to succeed.
    /// </summary>
    private static EntryContent ContentOf(string path, string hash)
    {
        EntryContent content = EntryContent.OfFile(path, hash);
        return content with
        {
            CopyTo = stream =>
            {
                try
                {
                    content.CopyTo(stream);
                }
                catch (NolaException)
                {
                    FileHashes.Shared.Forget(path);
                    throw;
                }
            },
        };
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
