using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>The bytes of a file, or of a zip entry in memory, read in place at any position. Safe for use by several threads.</summary>
internal sealed class StoredBytes : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly ReadOnlyMemory<byte> _content;

    private StoredBytes(string origin, SafeFileHandle? file, ReadOnlyMemory<byte> content)
    {
        Origin = origin;
        _file = file;
        _content = content;
        Length = file is null ? content.Length : RandomAccess.GetLength(file);
    }

    /// <summary>Gets the path of the file or the name of the zip entry.</summary>
    public string Origin { get; }

    /// <summary>Gets the number of bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">The file cannot be read or is not there.</exception>
    public static StoredBytes Open(string path) => new(path, File.OpenHandle(path), default);

    /// <summary>Takes bytes in memory, which must not change while this object is in use.</summary>
    public static StoredBytes Of(ReadOnlyMemory<byte> content, string origin) => new(origin, null, content);

    /// <summary>Reads bytes that lie before the end.</summary>
    /// <param name="position">The first byte wanted.</param>
    /// <param name="destination">Overwritten; its length says how many bytes are wanted.</param>
    /// <exception cref="CorruptModelException">The file has become shorter.</exception>
    public void Read(long position, Span<byte> destination)
    {
        if (_file is null)
        {
            _content.Span.Slice((int)position, destination.Length).CopyTo(destination);
            return;
        }

        while (!destination.IsEmpty)
        {
            int count = RandomAccess.Read(_file, destination, position);
            if (count == 0)
            {
                throw new CorruptModelException(Origin, $"it ends at byte {position}, though it was longer when it was opened");
            }

            position += count;
            destination = destination[count..];
        }
    }

    public void Dispose() => _file?.Dispose();
}
