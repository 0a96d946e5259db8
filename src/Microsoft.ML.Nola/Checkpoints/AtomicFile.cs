namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Writes a file so that its name shows either what was there before or the whole new content, never a part.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file under a temporary name in the same folder, then renames it over the old one.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content. When it throws, the old file stays and the temporary one goes.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        // In the same folder: a rename across file systems would be a copy.
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes these bytes as a file.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        byte[] copy = content.ToArray();
        Write(path, stream => stream.Write(copy));
    }
}
