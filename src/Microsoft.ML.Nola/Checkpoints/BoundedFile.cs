namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Reads files that must not be longer than they ever are in use; the length is checked before memory is taken.</summary>
internal static class BoundedFile
{
    /// <summary>Reads a file whole.</summary>
    /// <exception cref="CorruptModelException">It is too long.</exception>
    /// <exception cref="IOException">It cannot be read or is not there.</exception>
    public static byte[] Read(string path, long maxLength)
    {
        using FileStream stream = File.OpenRead(path);
        RequireLength(path, stream.Length, maxLength);
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    /// <summary>Refuses what is too long.</summary>
    /// <param name="origin">The path of the file or the name of the zip entry.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="maxLength">The most bytes that are read.</param>
    /// <exception cref="CorruptModelException">It is too long.</exception>
    public static void RequireLength(string origin, long length, long maxLength)
    {
        if (length > maxLength)
        {
            throw new CorruptModelException(origin, $"it has {length} bytes, at most {maxLength} are read");
        }
    }
}
