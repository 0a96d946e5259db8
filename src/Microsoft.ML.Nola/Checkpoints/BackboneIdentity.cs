namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The name of a backbone by its content: see docs/backbone-identity.md.</summary>
internal static class BackboneIdentity
{
    /// <summary>Computes the identity of a backbone folder.</summary>
    /// <returns>64 lowercase hexadecimal digits.</returns>
    /// <exception cref="CorruptModelException">The folder holds no backbone.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static string Compute(string folder) => Compute(HashFiles(folder));

    /// <summary>The lowercase SHA-256 of each file that makes the backbone, by its name (<see cref="BackboneFolder"/> says where it lies).</summary>
    /// <inheritdoc cref="Compute(string)" path="/exception"/>
    public static IEnumerable<KeyValuePair<string, string>> HashFiles(string folder) => BackboneFolder.At(folder).HashFiles(FileHashes.Shared);

    /// <summary>Computes the identity from the hashes of the files, for a backbone that is not in a folder.</summary>
    /// <param name="hashes">Lowercase SHA-256 of each file by its name, in any order.</param>
    /// <returns>64 lowercase hexadecimal digits.</returns>
    public static string Compute(IEnumerable<KeyValuePair<string, string>> hashes) => HashManifest.Hash(HashManifest.Write(hashes));
}
