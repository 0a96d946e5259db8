using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Interop;

/// <summary>Where a stage is read from: what <see cref="StageWriter"/> wrote. Sizes are checked before memory is taken.</summary>
internal sealed class StageReader
{
    private const string MainStream = "Model.key";

    private readonly ModelLoadContext _context;

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

    public byte[] ReadEntry(string name, long maxLength)
    {
        byte[] content = [];
        bool found = _context.TryLoadBinaryStream(name, reader =>
        {
            long length = reader.BaseStream.Length;
            if (length > maxLength)
            {
                throw new CorruptModelException(PathOf(name), $"it has {length} bytes, more than the {maxLength} that are allowed");
            }

            content = new byte[length];
            reader.BaseStream.ReadExactly(content);
        });
        return found ? content : throw Lacks(name);
    }

    /// <summary>Copies an entry of whatever size and gives its SHA-256 in lower-case hexadecimal.</summary>
    public string CopyEntry(string name, Stream target)
    {
        string hash = string.Empty;
        bool found = _context.TryLoadBinaryStream(name, reader => hash = HashManifest.Copy(reader.BaseStream, target));
        return found ? hash : throw Lacks(name);
    }

    private CorruptModelException Lacks(string name) => new(PathOf(name), "the zip lacks it");

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
