using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The name of a backbone by its content: see docs/backbone-identity.md.</summary>
internal static class BackboneIdentity
{
    // A file is hashed again only when its size or time differ. Nothing is remembered on disk: backbone folders may be read-only and shared.
    private static readonly ConcurrentDictionary<string, (long Length, DateTime Written, string Hash)> Hashes = new(StringComparer.Ordinal);

    /// <summary>Computes the identity of a backbone folder.</summary>
    /// <returns>64 lowercase hexadecimal digits.</returns>
    /// <exception cref="CorruptModelException">The folder holds no backbone.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Compute(string folder) => Compute(HashFiles(folder));

    /// <summary>The lowercase SHA-256 of each file that makes the backbone, by its name.</summary>
    /// <inheritdoc cref="Compute(string)" path="/exception"/>
    public static IEnumerable<KeyValuePair<string, string>> HashFiles(string folder) =>
        BackboneFiles.List(folder).Select(name => KeyValuePair.Create(name, HashFile(Path.GetFullPath(Path.Combine(folder, name)))));

    /// <summary>Computes the identity from the hashes of the files, for a backbone that is not in a folder.</summary>
    /// <param name="hashes">Lowercase SHA-256 of each file by its name, in any order.</param>
    /// <returns>64 lowercase hexadecimal digits.</returns>
    public static string Compute(IEnumerable<KeyValuePair<string, string>> hashes) => HashManifest.Hash(HashManifest.Write(hashes));

    private static string HashFile(string path)
    {
        FileInfo file = new(path);
        if (Hashes.TryGetValue(path, out var known) && known.Length == file.Length && known.Written == file.LastWriteTimeUtc)
        {
            return known.Hash;
        }

        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        string hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        Hashes[path] = (file.Length, file.LastWriteTimeUtc, hash);
        return hash;
    }
}
