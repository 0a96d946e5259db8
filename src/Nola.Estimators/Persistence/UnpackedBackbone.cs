using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>
/// A holder of a backbone that came inside a model zip and lies unpacked in a temporary folder. One folder an identity serves the process; it goes away
/// with its last holder, or with the process. There is nothing to dispose: a model that gave its backbone back must be able to take it again.
/// </summary>
internal sealed class UnpackedBackbone
{
    private static readonly SharedInstances<string, UnpackedFolder> Shared = new();

    private readonly ReleaseShare _release;

    private UnpackedBackbone(string folder, ReleaseShare release)
    {
        Folder = folder;
        _release = release;
    }

    ~UnpackedBackbone() => _release(finalizing: true);

    public string Folder { get; }

    /// <summary>Unpacks a backbone, or joins those who hold it already.</summary>
    /// <param name="identity">What the files are, by their hashes.</param>
    /// <param name="files">The lowercase SHA-256 of each file by its name.</param>
    /// <param name="parent">Where temporary folders go.</param>
    /// <param name="unpack">Writes every file into the stream that it gets for the file's name, and checks its hash. It always runs, since each zip is
    /// checked whole, but if the files are there already its streams lead nowhere.</param>
    public static UnpackedBackbone Acquire(
        string identity, IReadOnlyCollection<KeyValuePair<string, string>> files, string parent, Action<Func<string, Stream>> unpack)
    {
        bool unpacked = false;
        (UnpackedFolder folder, ReleaseShare release) = Shared.Acquire(identity, () =>
        {
            unpacked = true;
            return new UnpackedFolder(parent, unpack, files);
        });
        var holder = new UnpackedBackbone(folder.Path, release);
        if (!unpacked)
        {
            unpack(static _ => Stream.Null);
        }

        return holder;
    }
}
