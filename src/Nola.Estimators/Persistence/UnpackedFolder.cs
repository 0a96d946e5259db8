using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Persistence;

/// <summary>A temporary folder that goes away when it is disposed, or with the process.</summary>
internal sealed class UnpackedFolder : IDisposable
{
    /// <summary>Creates the folder, which only this user can enter, and fills it; when that fails nothing of it stays.</summary>
    /// <param name="parent">Where the folder goes.</param>
    /// <param name="unpack">Writes the files, and checks their hashes.</param>
    /// <param name="files">The lowercase SHA-256 of each file by its name: what was hashed while it was unpacked is not hashed again.</param>
    public UnpackedFolder(string parent, Action<Func<string, Stream>> unpack, IEnumerable<KeyValuePair<string, string>> files)
    {
        Path = System.IO.Path.Combine(parent, $"nola-backbone-{System.IO.Path.GetRandomFileName()}");
        CreateFolder(Path);
        try
        {
            unpack(OpenFile);
            foreach ((string name, string hash) in files)
            {
                FileHashes.Shared.Remember(System.IO.Path.Combine(Path, name), hash);
            }
        }
        catch
        {
            Delete();
            throw;
        }

        // Finalizers do not run at the end of a process.
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
    }

    public string Path { get; }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        Delete();
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private FileStream OpenFile(string name)
    {
        string path = System.IO.Path.Combine(Path, name);
        CreateFolder(System.IO.Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    }

    private void OnProcessExit(object? sender, EventArgs e) => Delete();

    /// <summary>
    /// Runs on the finalizer thread too, where an exception would end the process: what cannot be deleted is left to the system's cleaning.
    /// </summary>
    private void Delete()
    {
        try
        {
            FileHashes.Shared.Forget(Path);
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
