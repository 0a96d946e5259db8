using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Nola.Checkpoints;

/// <summary>
/// A safetensors file, or a zip entry that holds one. The header is read and checked at once, tensors only when asked for.
/// Reading is safe from several threads. The numbers are little-endian on disk, and so is every platform that this library runs on.
/// </summary>
internal sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8;

    /// <summary>Tensors are converted in slices of this size: large enough for the disk, small enough for the cache.</summary>
    private const int SliceBytes = 1 << 18;

    private readonly StoredBytes _bytes;
    private readonly long _dataStart;

    private SafetensorsFile(StoredBytes bytes)
    {
        _bytes = bytes;
        SafetensorsHeader header = ReadHeader(out _dataStart);
        Tensors = header.Tensors;
        Metadata = header.Metadata;
    }

    /// <summary>Gets the path of the file or the name of the zip entry.</summary>
    public string Origin => _bytes.Origin;

    /// <summary>Gets the tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Tensors { get; }

    /// <summary>Gets the strings that the file holds beside its tensors, by name.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="CorruptModelException">The content is not as the format has it.</exception>
    /// <exception cref="IOException">The file cannot be read or is not there.</exception>
    public static SafetensorsFile Open(string path)
    {
        StoredBytes bytes = StoredBytes.Open(path);
        try
        {
            return new SafetensorsFile(bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Reads from memory, which must not change while this object is in use.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <exception cref="CorruptModelException">The content is not as the format has it.</exception>
    public static SafetensorsFile Parse(ReadOnlyMemory<byte> content, string origin) => new(StoredBytes.Of(content, origin));

    /// <summary>Gets a tensor that must be there.</summary>
    /// <exception cref="CorruptModelException">It is not.</exception>
    public SafetensorsEntry Get(string name) =>
        Tensors.TryGetValue(name, out SafetensorsEntry? entry) ? entry : throw new CorruptModelException(Origin, $"tensor '{name}' is missing");

    /// <summary>Reads a tensor's bytes as they are stored.</summary>
    /// <param name="entry">A tensor of this file.</param>
    /// <param name="destination">[<see cref="SafetensorsEntry.ByteLength"/>], overwritten.</param>
    public void Read(SafetensorsEntry entry, Span<byte> destination)
    {
        CheckLength(entry.ByteLength, destination.Length, nameof(destination));
        Read(entry, 0, destination);
    }

    /// <summary>Reads a part of a tensor's bytes: a tensor may be larger than a span can be.</summary>
    /// <param name="entry">A tensor of this file.</param>
    /// <param name="offset">The first byte wanted, counted from the tensor's start.</param>
    /// <param name="destination">Overwritten; its length says how many bytes are wanted.</param>
    public void Read(SafetensorsEntry entry, long offset, Span<byte> destination)
    {
        CheckRange(offset, destination.Length, entry.ByteLength, nameof(offset));
        _bytes.Read(_dataStart + entry.Offset + offset, destination);
    }

    /// <summary>Reads a tensor of F32, F16, BF16 or F64 as float32. The first three convert exactly, F64 rounds to nearest.</summary>
    /// <param name="entry">A tensor of this file.</param>
    /// <param name="destination">[<see cref="SafetensorsEntry.ElementCount"/>], overwritten.</param>
    /// <exception cref="CorruptModelException">The tensor has another type.</exception>
    public void ReadSingles(SafetensorsEntry entry, Span<float> destination)
    {
        CheckLength(entry.ElementCount, destination.Length, nameof(destination));
        ReadSingles(entry, 0, destination);
    }

    /// <summary>Reads a part of a tensor as float32.</summary>
    /// <param name="entry">A tensor of this file.</param>
    /// <param name="first">The first element wanted.</param>
    /// <param name="destination">Overwritten; its length says how many elements are wanted.</param>
    /// <exception cref="CorruptModelException">The tensor is not F32, F16, BF16 or F64.</exception>
    public void ReadSingles(SafetensorsEntry entry, long first, Span<float> destination)
    {
        CheckRange(first, destination.Length, entry.ElementCount, nameof(first));
        switch (entry.Type)
        {
            case SafetensorsType.F32:
                Read(entry, first * sizeof(float), MemoryMarshal.AsBytes(destination));
                break;
            case SafetensorsType.F16:
                ReadConverted<Half>(entry, first, destination, TensorPrimitives.ConvertToSingle);
                break;
            case SafetensorsType.BF16:
                ReadConverted<ushort>(entry, first, destination, FloatConversion.FromBFloat16);
                break;
            case SafetensorsType.F64:
                ReadConverted<double>(entry, first, destination, FloatConversion.FromDouble);
                break;
            default:
                throw new CorruptModelException(Origin, $"tensor '{entry.Name}' is {entry.Type.Name()}; F32, F16, BF16 or F64 is wanted");
        }
    }

    public void Dispose() => _bytes.Dispose();

    private void ReadConverted<T>(SafetensorsEntry entry, long first, Span<float> destination, FloatConversion.Converter<T> convert)
        where T : unmanaged
    {
        int size = Marshal.SizeOf<T>();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(SliceBytes);
        try
        {
            while (!destination.IsEmpty)
            {
                int count = Math.Min(destination.Length, SliceBytes / size);
                Span<byte> slice = buffer.AsSpan(0, count * size);
                Read(entry, first * size, slice);
                convert(MemoryMarshal.Cast<byte, T>(slice), destination[..count]);
                destination = destination[count..];
                first += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private SafetensorsHeader ReadHeader(out long dataStart)
    {
        if (_bytes.Length < LengthBytes)
        {
            throw new CorruptModelException(Origin, $"it has {_bytes.Length} bytes, a safetensors file has at least {LengthBytes}");
        }

        Span<byte> prefix = stackalloc byte[LengthBytes];
        _bytes.Read(0, prefix);
        ulong claimed = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        // Compared before anything is added to it or allocated for it: the length is only a claim.
        if (claimed > (ulong)(_bytes.Length - LengthBytes))
        {
            throw new CorruptModelException(Origin, $"it claims a header of {claimed} bytes, but has only {_bytes.Length - LengthBytes} after the length");
        }

        if (claimed > SafetensorsHeader.MaximumLength)
        {
            throw new CorruptModelException(Origin, $"its header has {claimed} bytes, at most {SafetensorsHeader.MaximumLength} are read");
        }

        byte[] json = new byte[(int)claimed];
        _bytes.Read(LengthBytes, json);
        dataStart = LengthBytes + (long)claimed;
        return SafetensorsHeader.Parse(json, _bytes.Length - dataStart, Origin);
    }

    private static void CheckLength(long wanted, int given, string parameter)
    {
        if (wanted != given)
        {
            throw new ArgumentException($"The tensor has {wanted} entries, the destination {given}.", parameter);
        }
    }

    private static void CheckRange(long start, int count, long available, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, available - count, parameter);
    }
}
