namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>Writes a file that a user named, whole or not at all, and says in one sentence why it cannot be written.</summary>
internal static class OutputFile
{
    /// <summary>Writes a file under a temporary name, then renames it over an old one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for messages, such as <c>report</c>.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="NolaException">It cannot be written.</exception>
    public static void Write(string path, string what, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string target = Path.GetFullPath(path);
        if (Path.EndsInDirectorySeparator(path) || Directory.Exists(target))
        {
            throw Fault(what, path, "that is a folder. Name a file in it");
        }

        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
        {
            throw Fault(what, path, $"the folder '{folder}' does not exist. Create it, or choose another path");
        }

        try
        {
            AtomicFile.Write(target, write);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Fault(what, path, "this account may not write there. Choose another path, or ask for the permission", exception);
        }
        catch (IOException exception)
        {
            throw Fault(what, path, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static NolaException Fault(string what, string path, string reason, Exception? inner = null) =>
        new($"The {what} cannot be written to '{path}': {reason}.", inner);
}
