using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Models.Images;

/// <summary>
/// Bytes of rows: the first ones in memory, and from a limit on in a temporary file, so that memory stays flat however many rows there are. The file is gone
/// when this is disposed, or with the process. Adding is for one thread; any number may read when nobody adds.
/// </summary>
/// <param name="folder">Where the file goes, if one is needed.</param>
/// <param name="memoryLimit">The bytes that stay in memory.</param>
internal sealed class RowBytes(string folder, long memoryLimit = RowBytes.DefaultMemoryLimit) : IDisposable
{
    /// <summary>A few thousand images of 98 x 98 pixels.</summary>
    public const long DefaultMemoryLimit = 64L << 20;

    private readonly List<byte[]> _inMemory = [];
    private readonly List<(long Start, int Length)> _inFile = [];
    private FileStream? _file;
    private long _kept;
    private long _end;

    public int Count => _inMemory.Count + _inFile.Count;

    /// <summary>Whether a part lies in a file.</summary>
    public bool HasFile => _file is not null;

    /// <summary>Adds a row.</summary>
    /// <exception cref="IOException">The file has no room.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && _kept + bytes.Length <= memoryLimit)
        {
            _inMemory.Add(bytes.ToArray());
            _kept += bytes.Length;
            return;
        }

        try
        {
            _file ??= Open(folder);
            RandomAccess.Write(_file.SafeFileHandle, bytes, _end);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"Images beyond {memoryLimit >> 20} MB are kept in a temporary file in '{folder}', which cannot be written ({exception.Message}). "
                + "Make room there, or set TempFilePath of the MLContext to another folder.",
                exception);
        }

        _inFile.Add((_end, bytes.Length));
        _end += bytes.Length;
    }

    /// <summary>The length of a row.</summary>
    public int LengthOf(int row) => row < _inMemory.Count ? _inMemory[row].Length : _inFile[row - _inMemory.Count].Length;

    /// <summary>Reads a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="target">Room for <see cref="LengthOf"/> bytes.</param>
    public void Read(int row, Span<byte> target)
    {
        if (row < _inMemory.Count)
        {
            _inMemory[row].CopyTo(target);
            return;
        }

        (long start, int length) = CollectionsMarshal.AsSpan(_inFile)[row - _inMemory.Count];
        for (int at = 0; at < length;)
        {
            int read = RandomAccess.Read(_file!.SafeFileHandle, target[at..length], start + at);
            at += read > 0 ? read : throw new EndOfStreamException($"The temporary file of images in '{folder}' was cut off while it was in use.");
        }
    }

    public void Dispose() => _file?.Dispose();

    private static FileStream Open(string folder)
    {
        string path = Path.Combine(folder, $"nola-images-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose | FileOptions.RandomAccess,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);

        // The name goes at once: nothing is left even if the process is killed.
        File.Delete(path);
        return file;
    }
}
