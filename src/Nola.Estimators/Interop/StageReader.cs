using System.IO.Compression;
using System.Runtime.CompilerServices;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Interop;

/// <summary>Where a stage is read from: what <see cref="StageWriter"/> wrote. Sizes are checked before memory is taken.</summary>
internal sealed class StageReader
{
    private const string MainStream = "Model.key";

    /// <summary>The bytes that a stage's entries may have however well they are compressed: settings and coefficients with room to spare.</summary>
    private const long FreeLength = 8L << 20;

    /// <summary>
    /// How many bytes a byte of the zip may become beyond that. Fitted numbers hardly compress; of LoRA's factors before the first step, up to seven in eight
    /// are zeros. What compresses more was made to exhaust memory.
    /// </summary>
    private const long MaxInflation = 16;

    /// <summary>
    /// The most bytes of an entry that need no bytes of the zip, whatever the stage's other entries say: the zeros of 65,536 classes over the widest backbones.
    /// </summary>
    private const long MaxCompressible = 1L << 30;

    /// <summary>How many bytes a byte of the zip may become in a file of a backbone, which goes to disk: pruned weights are mostly zeros.</summary>
    private const long MaxFileInflation = 32;

    private readonly ModelLoadContext _context;
    private long _length;
    private long _compressed;

    public StageReader(ModelLoadContext context, StageSignature signature)
    {
        _context = context;
        if (!context.InRepository)
        {
            throw new CorruptModelException(MainStream, "a NOLA stage lies in a model zip, not in a single stream");
        }

        try
        {
            context.CheckAtModel(signature.ToVersionInfo());
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw new CorruptModelException(PathOf(MainStream), "its header is not that of a NOLA stage", exception);
        }
    }

    /// <summary>The path in the zip of an entry of this stage.</summary>
    public string PathOf(string name) => string.IsNullOrEmpty(_context.Directory) ? name : $"{_context.Directory}/{name}".Replace('\\', '/');

    public int ReadInt32() => ReadMain(static reader => reader.ReadInt32());

    public byte[] ReadBytes(int count) => ReadMain(reader =>
    {
        byte[] bytes = reader.ReadBytes(count);
        return bytes.Length == count ? bytes : throw new EndOfStreamException();
    });

    /// <summary>Reads an entry.</summary>
    /// <param name="name">Its name in the stage's directory.</param>
    /// <param name="maxLength">The most bytes that it may have.</param>
    /// <param name="compressible">
    /// How many of them it may have however well they are compressed, because what has been read before says that there are so many: the head of a model that
    /// was stopped before its first step is all zeros.
    /// </param>
    /// <exception cref="CorruptModelException">It is missing, too long, or inflates more than any model does; nothing has been unpacked then.</exception>
    public byte[] ReadEntry(string name, long maxLength, long compressible = 0)
    {
        ZipArchiveEntry entry = Find(name);
        if (entry.Length > maxLength)
        {
            throw new CorruptModelException(PathOf(name), $"it has {entry.Length} bytes, more than the {maxLength} that are allowed");
        }

        CheckInflation(name, entry, compressible);
        byte[] content = [];
        Open(name, stream =>
        {
            content = new byte[stream.Length];
            stream.ReadExactly(content);
        });
        return content;
    }

    /// <summary>Copies a file of a backbone, of whatever size, and gives its SHA-256 in lower-case hexadecimal.</summary>
    public string CopyEntry(string name, Stream target)
    {
        ZipArchiveEntry entry = Find(name);
        if (entry.Length > FreeLength + (MaxFileInflation * entry.CompressedLength))
        {
            throw Bomb(name, entry.CompressedLength, entry.Length);
        }

        string hash = string.Empty;
        Open(name, stream => hash = HashManifest.Copy(stream, target));
        return hash;
    }

    private CorruptModelException Bomb(string name, long compressed, long length) =>
        new(PathOf(name), $"with it {compressed} bytes of the zip become {length}, which those of no fitted model do");

    private void CheckInflation(string name, ZipArchiveEntry entry, long compressible)
    {
        _length += Math.Max(0, entry.Length - Math.Min(compressible, MaxCompressible));
        _compressed += entry.CompressedLength;
        if (_length > FreeLength + (MaxInflation * _compressed))
        {
            throw Bomb(name, _compressed, _length);
        }
    }

    private void Open(string name, Action<Stream> read)
    {
        try
        {
            _context.TryLoadBinaryStream(name, reader => read(reader.BaseStream));
        }
        catch (InvalidDataException exception)
        {
            throw new CorruptModelException(PathOf(name), "what the zip holds for it cannot be unpacked", exception);
        }
    }

    /// <summary>
    /// ML.NET unpacks an entry into a file before it hands it out, so the zip's directory is asked for its size first; no more is unpacked than it says. ML.NET
    /// looks for an entry under the system's separator first, then under a backslash.
    /// </summary>
    private ZipArchiveEntry Find(string name)
    {
        string path = PathOf(name);
        Dictionary<string, ZipArchiveEntry> entries = EntriesOf(_context.Repository);
        return entries.GetValueOrDefault(path.Replace('/', Path.DirectorySeparatorChar)) ?? entries.GetValueOrDefault(path.Replace('/', '\\'))
            ?? throw new CorruptModelException(path, "the zip lacks it");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_entries")]
    private static extern ref Dictionary<string, ZipArchiveEntry> EntriesOf(RepositoryReader repository);

    private T ReadMain<T>(Func<BinaryReader, T> read)
    {
        try
        {
            return read(_context.Reader);
        }
        catch (EndOfStreamException exception)
        {
            throw new CorruptModelException(PathOf(MainStream), "it ends early", exception);
        }
    }
}
