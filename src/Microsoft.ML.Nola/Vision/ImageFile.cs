using System.Buffers;

namespace Microsoft.ML.Nola.Vision;

/// <summary>Reads image files into memory that is used again.</summary>
internal static class ImageFile
{
    /// <summary>Reads a file whole. The caller returns the array to the shared pool.</summary>
    /// <exception cref="BadImageException">There is no such file, or it is too long or cannot be read.</exception>
    public static (byte[] Rented, int Length) Rent(string path)
    {
        byte[]? rented = null;
        try
        {
            // No buffer: the file is read in one go.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.Length > DecodingLimits.FileLength)
            {
                throw new BadImageException(path, FormattableString.Invariant(
                    $"it has {stream.Length} bytes, at most {DecodingLimits.FileLength} are read. Save it smaller."));
            }

            int length = (int)stream.Length;
            rented = ArrayPool<byte>.Shared.Rent(length);
            stream.ReadExactly(rented, 0, length);
            return (rented, length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }

            throw Fault(path, exception);
        }
    }

    private static BadImageException Fault(string path, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException =>
            new(path, "there is no such file. A relative path is taken from the current directory; give the full path.", exception),
        UnauthorizedAccessException when Directory.Exists(path) => new(path, "it is a folder. Give the path of a file.", exception),
        ArgumentException when string.IsNullOrWhiteSpace(path) => new(path, "its path is empty. Give the path of a file.", exception),
        _ => new(path, $"it could not be read: {exception.Message}", exception),
    };
}
