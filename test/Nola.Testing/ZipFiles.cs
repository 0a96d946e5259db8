using System.IO.Compression;

namespace Nola.Testing;

/// <summary>Takes zips apart and puts them together again, with whatever names and contents.</summary>
public static class ZipFiles
{
    /// <summary>Names, with forward slashes, and contents, in the order of the zip.</summary>
    public static List<KeyValuePair<string, byte[]>> Read(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(static entry =>
        {
            using var content = new MemoryStream();
            using Stream stream = entry.Open();
            stream.CopyTo(content);
            return KeyValuePair.Create(entry.FullName.Replace('\\', '/'), content.ToArray());
        })];
    }

    public static byte[] Write(IEnumerable<KeyValuePair<string, byte[]>> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var result = new MemoryStream();
        using (var archive = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                using Stream stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return result.ToArray();
    }
}
