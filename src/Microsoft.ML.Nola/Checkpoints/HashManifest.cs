using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// SHA-256 in lower-case hexadecimal, and the text by which several named contents get one: a line "hash  name" for each, in ordinal order of the names.
/// </summary>
internal static class HashManifest
{
    /// <summary>What stands between a hash and its name, as the sha256sum program writes it.</summary>
    public const string Separator = "  ";

    /// <summary>The length of a hash in digits.</summary>
    public const int HashLength = 2 * SHA256.HashSizeInBytes;

    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Copies a stream to its end and gives the hash of what went through.</summary>
    public static string Copy(Stream source, Stream target)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[1 << 16];
        for (int count = source.Read(chunk); count > 0; count = source.Read(chunk))
        {
            hash.AppendData(chunk, 0, count);
            target.Write(chunk, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The text, in UTF-8.</summary>
    /// <param name="hashes">The hash of each content by its name, in any order.</param>
    public static byte[] Write(IEnumerable<KeyValuePair<string, string>> hashes)
    {
        StringBuilder text = new();
        foreach ((string name, string hash) in hashes.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(hash).Append(Separator).Append(name).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
