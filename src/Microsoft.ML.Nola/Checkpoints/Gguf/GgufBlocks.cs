using System.Buffers.Binary;

namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>
/// Reads blocks of 32 numbers that share a scale, as the format's reference (ggml) does: number j of the first half and number j of the second half lie in
/// one byte, low bits first.
/// </summary>
internal static class GgufBlocks
{
    private const int Length = 32;
    private const int Half = Length / 2;

    public static void ReadQ8_0(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 34;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            float scale = Scale(blocks);
            ReadOnlySpan<byte> numbers = blocks.Slice(2, Length);
            Span<float> block = values[..Length];
            for (int j = 0; j < block.Length; j++)
            {
                block[j] = (sbyte)numbers[j] * scale;
            }
        }
    }

    public static void ReadQ4_0(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 18;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            float scale = Scale(blocks);
            ReadOnlySpan<byte> pairs = blocks.Slice(2, Half);
            Span<float> low = values[..Half];
            Span<float> high = values.Slice(Half, Half);
            for (int j = 0; j < pairs.Length; j++)
            {
                low[j] = ((pairs[j] & 0xF) - 8) * scale;
                high[j] = ((pairs[j] >> 4) - 8) * scale;
            }
        }
    }

    public static void ReadQ4_1(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 20;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            float scale = Scale(blocks);
            float least = Scale(blocks[2..]);
            ReadOnlySpan<byte> pairs = blocks.Slice(4, Half);
            Span<float> low = values[..Half];
            Span<float> high = values.Slice(Half, Half);
            for (int j = 0; j < pairs.Length; j++)
            {
                low[j] = ((pairs[j] & 0xF) * scale) + least;
                high[j] = ((pairs[j] >> 4) * scale) + least;
            }
        }
    }

    public static void ReadQ5_0(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 22;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            float scale = Scale(blocks);
            uint fifth = BinaryPrimitives.ReadUInt32LittleEndian(blocks[2..]);
            ReadOnlySpan<byte> pairs = blocks.Slice(6, Half);
            for (int j = 0; j < pairs.Length; j++)
            {
                values[j] = (Low(pairs[j], fifth, j) - 16) * scale;
                values[j + Half] = (High(pairs[j], fifth, j) - 16) * scale;
            }
        }
    }

    public static void ReadQ5_1(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 24;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            float scale = Scale(blocks);
            float least = Scale(blocks[2..]);
            uint fifth = BinaryPrimitives.ReadUInt32LittleEndian(blocks[4..]);
            ReadOnlySpan<byte> pairs = blocks.Slice(8, Half);
            for (int j = 0; j < pairs.Length; j++)
            {
                values[j] = (Low(pairs[j], fifth, j) * scale) + least;
                values[j + Half] = (High(pairs[j], fifth, j) * scale) + least;
            }
        }
    }

    /// <summary>The half-precision number with which some bytes begin.</summary>
    public static float Scale(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    private static int Low(byte pair, uint fifth, int j) => (pair & 0xF) | ((int)((fifth >> j) << 4) & 0x10);

    private static int High(byte pair, uint fifth, int j) => (pair >> 4) | ((int)(fifth >> (j + 12)) & 0x10);
}
