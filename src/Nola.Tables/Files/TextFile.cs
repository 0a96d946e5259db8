using System.Text;
using System.Text.Unicode;
using Microsoft.ML.Nola.Columns;

namespace Nola.Tables.Files;

/// <summary>Opens a file of text: UTF-8, or UTF-16 that begins with a byte order mark. What is neither is refused, with the way out.</summary>
public static class TextFile
{
    private const int Sample = 4096;
    private const string SaveAsUtf8 = "save it as UTF-8 (in Excel: 'CSV UTF-8'; in an editor: 'Save with encoding')";

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A reader; it refuses bytes that are not of the file's encoding (<see cref="NotUtf8"/>).</returns>
    /// <exception cref="FileFaultException">It is not there, is no file of text, or may not be read.</exception>
    public static StreamReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            string? inside = Directory.EnumerateFiles(path).FirstOrDefault(static file => TableFormats.IsKnown(file));
            throw new FileFaultException(
                $"'{path}' is a folder; name a file of rows" + (inside is null ? " (.tsv, .csv or .jsonl)." : $", such as '{inside}'."));
        }

        if (!File.Exists(path))
        {
            throw Missing(path);
        }

        try
        {
            return Open(path, OpenSeekable(path));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw Forbidden(path, exception);
        }
        catch (IOException exception)
        {
            throw new FileFaultException($"'{path}' cannot be read ({exception.Message.TrimEnd('.')}); close programs that hold it, or copy it.", exception);
        }
    }

    /// <summary>The error for bytes that a decoder refused.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">What the decoder said.</param>
    /// <returns>The error; it names the line if the file can be read again.</returns>
    public static FileFaultException NotUtf8(string path, DecoderFallbackException exception)
    {
        string line = FindBadLine(path) is int number ? FormattableString.Invariant($"line {number} of '{path}'") : $"'{path}'";
        return new FileFaultException($"{line} holds bytes that are not UTF-8; {SaveAsUtf8}.", exception);
    }

    /// <summary>The error for a file that is not there; it has the near names of its folder.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The error.</returns>
    public static FileFaultException Missing(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? string.Empty;
        if (!Directory.Exists(folder))
        {
            return new FileFaultException($"there is no file '{path}': its folder '{folder}' does not exist; check the path.");
        }

        string near;
        try
        {
            near = NearNames.Describe(Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(static file => Path.GetFileName(file)));
        }
        catch (UnauthorizedAccessException)
        {
            near = string.Empty;
        }

        return new FileFaultException($"there is no file '{path}'{(near.Length == 0 ? "; check the path" : near)}.");
    }

    /// <summary>The error for a file that this user may not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">What the system said.</param>
    /// <returns>The error.</returns>
    public static FileFaultException Forbidden(string path, UnauthorizedAccessException exception) =>
        new($"'{path}' may not be read by this user; give the user the right to read it, or copy it to another place.", exception);

    private static StreamReader Open(string path, Stream stream)
    {
        byte[] start = new byte[Sample];
        int length = stream.ReadAtLeast(start, Sample, throwOnEndOfStream: false);
        stream.Position = 0;
        try
        {
            Encoding encoding = FindEncoding(path, start.AsSpan(0, length));
            return new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A pipe cannot be read twice, so it is read into memory.</summary>
    private static Stream OpenSeekable(string path)
    {
        FileStream stream = File.OpenRead(path);
        if (stream.CanSeek)
        {
            return stream;
        }

        using (stream)
        {
            var copy = new MemoryStream();
            stream.CopyTo(copy);
            copy.Position = 0;
            return copy;
        }
    }

    private static Encoding FindEncoding(string path, ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            throw new FileFaultException($"'{path}' is empty; it should hold a line for each row.");
        }

        if (start is [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..])
        {
            throw new FileFaultException($"'{path}' is UTF-32; {SaveAsUtf8}.");
        }

        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return new UnicodeEncoding(bigEndian: start[0] == 0xFE, byteOrderMark: true, throwOnInvalidBytes: true);
        }

        if (FindOtherFormat(start) is string format)
        {
            throw new FileFaultException($"'{path}' is {format}, not a file of rows; save it as CSV in UTF-8.");
        }

        if (start.Contains((byte)0))
        {
            throw new FileFaultException(
                IsUtf16(start)
                    ? $"'{path}' looks like UTF-16 without a byte order mark; {SaveAsUtf8}."
                    : $"'{path}' is not text: it holds zero bytes; name a file of rows (.tsv, .csv or .jsonl).");
        }

        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
    }

    private static string? FindOtherFormat(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip or an Excel workbook",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "an old Excel or Word document",
        [0x1F, 0x8B, ..] => "compressed by gzip",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file",
        _ => null,
    };

    /// <summary>Letters of most scripts that newcomers write have a zero as every other byte, and the rest has none.</summary>
    private static bool IsUtf16(ReadOnlySpan<byte> start)
    {
        Span<int> zeros = [0, 0];
        for (int i = 0; i < start.Length; i++)
        {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }

        return Math.Min(zeros[0], zeros[1]) == 0 && Math.Max(zeros[0], zeros[1]) > start.Length / 5;
    }

    private static int? FindBadLine(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        int number = 0;
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        while (!rest.IsEmpty)
        {
            number++;
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            if (!Utf8.IsValid(line))
            {
                return number;
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return null;
    }
}
