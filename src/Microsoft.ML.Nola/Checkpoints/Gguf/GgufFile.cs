using System.Buffers;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>
/// A file of llama.cpp and its kin: metadata with configuration and tokenizer, and tensors, often in a few bits a number. The header is read and checked at
/// once; metadata and numbers are read from the file when they are asked for. Reading is safe from several threads.
/// </summary>
internal sealed class GgufFile : IDisposable
{
    /// <summary>Tensors are read in slices of about this size: large enough for the disk, small enough for the cache.</summary>
    private const int SliceBytes = 1 << 18;

    private readonly StoredBytes _bytes;

    private GgufFile(StoredBytes bytes)
    {
        _bytes = bytes;
        GgufHeader header = GgufHeader.Read(bytes);
        Tensors = header.Tensors;
        Metadata = new GgufMetadata(bytes, header.Metadata);
    }

    /// <summary>Gets the path of the file.</summary>
    public string Origin => _bytes.Origin;

    /// <summary>Gets the tensors by name.</summary>
    public IReadOnlyDictionary<string, GgufEntry> Tensors { get; }

    /// <summary>Gets the metadata.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="CorruptModelException">The content is not as the format has it.</exception>
    /// <exception cref="NolaCompatibilityException">The version, a kind of value or a type of tensor is not read.</exception>
    /// <exception cref="IOException">The file cannot be read or is not there.</exception>
    public static GgufFile Open(string path) => Create(StoredBytes.Open(path));

    /// <summary>Reads from memory, which must not change while this object is in use.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    public static GgufFile Parse(ReadOnlyMemory<byte> content, string origin) => Create(StoredBytes.Of(content, origin));

    /// <summary>Reads a part of a tensor as float32.</summary>
    /// <param name="entry">A tensor of this file.</param>
    /// <param name="first">The first element wanted.</param>
    /// <param name="destination">Overwritten; its length says how many elements are wanted.</param>
    public void ReadSingles(GgufEntry entry, long first, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, entry.ElementCount - destination.Length);
        GgufTensorTypes type = GgufTensorTypes.Of(entry.Type);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SliceBytes);
        try
        {
            while (!destination.IsEmpty)
            {
                int within = (int)(first % type.Elements);
                int count = within > 0 || destination.Length < type.Elements
                    ? ReadPart(entry, first, within, destination, buffer)
                    : ReadWhole(entry, first, destination, buffer);
                destination = destination[count..];
                first += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _bytes.Dispose();

    private static GgufFile Create(StoredBytes bytes)
    {
        try
        {
            return new GgufFile(bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private int ReadWhole(GgufEntry entry, long first, Span<float> destination, byte[] buffer)
    {
        GgufTensorTypes type = GgufTensorTypes.Of(entry.Type);
        int blocks = Math.Min(destination.Length / type.Elements, SliceBytes / type.Bytes);
        Span<byte> slice = buffer.AsSpan(0, blocks * type.Bytes);
        _bytes.Read(entry.Position + (first / type.Elements * type.Bytes), slice);
        type.Read(slice, destination[..(blocks * type.Elements)]);
        return blocks * type.Elements;
    }

    /// <summary>Reads the numbers of one block from the one at <paramref name="within"/> on.</summary>
    private int ReadPart(GgufEntry entry, long first, int within, Span<float> destination, byte[] buffer)
    {
        Span<float> block = stackalloc float[GgufTensorTypes.LargestBlock];
        block = block[..GgufTensorTypes.Of(entry.Type).Elements];
        ReadWhole(entry, first - within, block, buffer);
        int count = Math.Min(destination.Length, block.Length - within);
        block.Slice(within, count).CopyTo(destination);
        return count;
    }
}
