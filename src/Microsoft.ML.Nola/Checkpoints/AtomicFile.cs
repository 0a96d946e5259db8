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

    /// <summary>
    /// Writes files that belong together over others of these names. At every moment the folder holds the old files, or the new ones, or lacks the one without
    /// which nobody reads the others: a crash leaves something that is refused, never some files of each.
    /// </summary>
    /// <param name="folder">The folder; it is created if it is missing.</param>
    /// <param name="files">Contents by name.</param>
    /// <param name="first">The file that every reader asks for first.</param>
    public static void WriteTogether(string folder, IReadOnlyDictionary<string, byte[]> files, string first)
    {
        string staging = Path.Combine(Path.GetFullPath(folder), $".{Path.GetRandomFileName()}.tmp");
        Directory.CreateDirectory(staging);
        try
        {
            foreach ((string name, byte[] content) in files)
            {
                Write(Path.Combine(staging, name), content);
            }

            string target = Path.Combine(folder, first);
            string aside = Path.Combine(staging, "previous");
            bool replaces = File.Exists(target);
            if (replaces)
            {
                File.Move(target, aside);
            }

            int moved = 0;
            try
            {
                foreach (string name in files.Keys.Where(name => name != first))
                {
                    File.Move(Path.Combine(staging, name), Path.Combine(folder, name), overwrite: true);
                    moved++;
                }
            }
            catch when (replaces && moved == 0)
            {
                File.Move(aside, target);
                throw;
            }

            File.Move(Path.Combine(staging, first), target);
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    /// <summary>Writes these bytes as a file.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        byte[] copy = content.ToArray();
        Write(path, stream => stream.Write(copy));
    }
}
