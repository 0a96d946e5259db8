using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>What an entry of a stage will hold: known by its hash before it is written, and not held in memory if it is a file.</summary>
/// <param name="Hash">SHA-256 in lower-case hexadecimal.</param>
/// <param name="CopyTo">Writes the content.</param>
internal sealed record EntryContent(string Hash, Action<Stream> CopyTo)
{
    public static EntryContent Of(byte[] content) => new(HashManifest.Hash(content), stream => stream.Write(content));

    /// <summary>A file whose hash is known. If it changes before it is copied, copying fails.</summary>
    public static EntryContent OfFile(string path, string hash) => new(hash, stream =>
    {
        using FileStream file = File.OpenRead(path);
        if (HashManifest.Copy(file, stream) != hash)
        {
            throw new NolaException($"The file '{path}' changed while it was being saved into the model. Save again.");
        }
    });
}
