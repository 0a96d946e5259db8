using Microsoft.ML.Nola.Checkpoints;

namespace Nola.Tables.Files;

/// <summary>Writes a file that the user asked for, whole or not at all, and says in one sentence why it cannot.</summary>
public static class TargetFile
{
    // The system's own numbers, which .NET passes on: ENOSPC of Linux and macOS; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows.
    private const int LinuxDiskFull = 28;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Sees whether a file could be written, by writing another beside it that goes at once: what a fit took minutes to find should not be lost.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileFaultException">It cannot be written.</exception>
    public static void Check(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new FileFaultException($"'{path}' is a folder; name a file to write, such as '{Path.Combine(path, "model.zip")}'.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? string.Empty;
        if (!Directory.Exists(folder))
        {
            throw new FileFaultException($"'{path}' cannot be written: there is no folder '{folder}'; make it, or name another place.");
        }

        string probe = Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp");
        Explain(path, () => new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose());
        if (File.Exists(path))
        {
            Explain(path, () => File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose());
        }
    }

    /// <summary>Writes a file under a temporary name and renames it.</summary>
    /// <param name="path">The file; what was there before is replaced.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="FileFaultException">It cannot be written; what was there before is still there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Explain(path, () => AtomicFile.Write(path, write));
    }

    /// <summary>Runs what writes a file, and turns its errors into sentences.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="FileFaultException">It cannot be written.</exception>
    public static void Explain(string path, Action write)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            write();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new FileFaultException(
                $"'{path}' may not be written by this user; name a file in a folder of your own, or give the user the right to write there.", exception);
        }
        catch (IOException exception) when (IsDiskFull(exception))
        {
            throw new FileFaultException($"'{path}' cannot be written: the disk is full; free some space, or name a file on another disk.", exception);
        }
        catch (IOException exception)
        {
            throw new FileFaultException($"'{path}' cannot be written ({exception.Message.TrimEnd('.')}); name another file.", exception);
        }
    }

    private static bool IsDiskFull(IOException exception) =>
        OperatingSystem.IsWindows() ? exception.HResult is WindowsHandleDiskFull or WindowsDiskFull : exception.HResult == LinuxDiskFull;
}
