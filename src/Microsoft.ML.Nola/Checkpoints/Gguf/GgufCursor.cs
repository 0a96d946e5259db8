using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>Reads a GGUF file from front to back through a small buffer. Every length is compared with what is left of the file first.</summary>
/// <param name="bytes">The file.</param>
/// <param name="position">Where reading begins.</param>
/// <param name="bufferLength">How much is read at once; for much in a row a larger one is faster.</param>
internal sealed class GgufCursor(StoredBytes bytes, long position, int bufferLength = GgufCursor.LargeBuffer)
{
    /// <summary>A buffer for all of a header.</summary>
    public const int LargeBuffer = 1 << 16;

    /// <summary>A buffer for one value.</summary>
    public const int SmallBuffer = 1 << 8;

    private readonly byte[] _buffer = new byte[bufferLength];
    private long _bufferStart;
    private int _bufferLength;

    /// <summary>Gets the position of the next byte.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Gets the number of bytes that are left.</summary>
    public long Remaining => bytes.Length - Position;

    public uint ReadUInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint), what));

    public ulong ReadUInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong), what));

    /// <summary>Reads a count that the file claims.</summary>
    /// <param name="what">What is counted.</param>
    /// <param name="maximum">The most that are read.</param>
    /// <param name="size">The fewest bytes that each takes.</param>
    public int ReadCount(string what, int maximum, int size)
    {
        ulong count = ReadUInt64(what);
        if (count > (ulong)maximum)
        {
            throw Fault($"{what} is {count}; at most {maximum} are read");
        }

        return (long)count * size <= Remaining ? (int)count : throw Fault($"{what} is {count}, and only {Remaining} bytes follow");
    }

    /// <summary>Reads a string: its length in bytes, then UTF-8.</summary>
    public string ReadString(string what, int maximum)
    {
        int length = ReadCount($"the length of {what}", maximum, 1);
        ReadOnlySpan<byte> text = length <= _buffer.Length ? Take(length, what) : ReadLong(length);
        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw Fault($"{what} is not UTF-8");
    }

    /// <summary>Passes over a string.</summary>
    public void SkipString(string what, int maximum)
    {
        int length = ReadCount($"the length of {what}", maximum, 1);
        Position += length;
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(long count, string what) =>
        Position += count <= Remaining ? count : throw Fault($"{what} takes {count} bytes, and only {Remaining} follow");

    /// <summary>Makes the error for what is wrong before the present position.</summary>
    public CorruptModelException Fault(string cause) => new(bytes.Origin, FormattableString.Invariant($"{cause} (before byte {Position})"));

    /// <summary>Gets the next bytes, as many as the buffer holds or fewer. They stay until the next call.</summary>
    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > Remaining)
        {
            throw Fault($"it ends within {what}; it may have been cut off, so download it again");
        }

        if (Position < _bufferStart || Position + count > _bufferStart + _bufferLength)
        {
            _bufferStart = Position;
            _bufferLength = (int)Math.Min(_buffer.Length, Remaining);
            bytes.Read(_bufferStart, _buffer.AsSpan(0, _bufferLength));
        }

        ReadOnlySpan<byte> taken = _buffer.AsSpan((int)(Position - _bufferStart), count);
        Position += count;
        return taken;
    }

    private byte[] ReadLong(int length)
    {
        byte[] text = new byte[length];
        bytes.Read(Position, text);
        Position += length;
        return text;
    }
}
