using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.Nola.Tests.Vision;

/// <summary>Writes PNG files of any kind, sound or not, after the specification: https://www.w3.org/TR/png/.</summary>
internal static class PngBytes
{
    public const byte Gray = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte Rgba = 6;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>A file.</summary>
    /// <param name="width">The width that the header says.</param>
    /// <param name="height">The height that the header says.</param>
    /// <param name="depth">The bits of a value.</param>
    /// <param name="colour">The kind of colour.</param>
    /// <param name="rows">The bytes of each row.</param>
    /// <param name="others">Chunks between header and data.</param>
    public static byte[] Write(int width, int height, byte depth, byte colour, IEnumerable<byte[]> rows, params (string Type, byte[] Content)[] others)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colour);
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            foreach (byte[] row in rows)
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        return
        [
            .. Signature, .. Chunk("IHDR", header), .. others.SelectMany(static chunk => Chunk(chunk.Type, chunk.Content)), .. Chunk("IDAT", packed.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>A small file of three bytes a pixel.</summary>
    public static byte[] OfRgb(int width, int height, byte[] rgb) => Write(width, height, 8, Rgb, rgb.Chunk(3 * width));

    public static bool IsPng(byte[] content) => content.AsSpan().StartsWith(Signature);

    /// <summary>Damages a chunk, or its length, and puts its checksum right, so that the damage is met behind it.</summary>
    public static byte[] Damage(Random random, byte[] png, out string what)
    {
        int count = 0;
        for (int at = Signature.Length; at < png.Length; at += 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at)))
        {
            count++;
        }

        int wanted = random.Next(count);
        int start = Signature.Length;
        for (int i = 0; i < wanted; i++)
        {
            start += 12 + BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(start));
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(start));
        string type = string.Concat(png.AsSpan(start + 4, 4).ToArray().Select(static value => (char)value));
        byte[] content = [.. png.AsSpan(start + 8, length)];
        for (int n = random.Next(1, 4); n > 0 && length > 0; n--)
        {
            content[random.Next(length)] = random.Next(3) switch { 0 => 0, 1 => 255, _ => (byte)random.Next(256) };
        }

        byte[] chunk = random.Next(6) switch
        {
            0 => [],
            1 => [.. Chunk(type, content), .. Chunk(type, content)],
            2 => Chunk(type, content[..random.Next(length + 1)]),
            _ => Chunk(type, content),
        };
        what = $"chunk {type} of {length} bytes";
        return [.. png.AsSpan(0, start), .. chunk, .. png.AsSpan(start + 12 + length)];
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] typed = [.. type.Select(static c => (byte)c), .. content];
        var frame = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(frame, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), Crc(typed));
        return [.. frame[..4], .. typed, .. frame[4..]];
    }

    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
