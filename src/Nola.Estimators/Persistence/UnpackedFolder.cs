namespace Microsoft.ML.Nola.Persistence;

/// <summary>A temporary folder that goes away when it is disposed, or with the process.</summary>
internal sealed class UnpackedFolder : IDisposable
{
    /// <summary>Creates the folder, which only this user can enter, and fills it; when that fails nothing of it stays.</summary>
    public UnpackedFolder(string parent, Action<Func<string, Stream>> unpack)
    {
        Path = System.IO.Path.Combine(parent, $"nola-backbone-{System.IO.Path.GetRandomFileName()}");
        CreateFolder(Path);
        try
        {
            unpack(OpenFile);
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

    /// <summary>Runs on the finalizer thread too, where an exception would end the process: what cannot be deleted is left to whoever cleans the temporary folder.</summary>
    private void Delete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
