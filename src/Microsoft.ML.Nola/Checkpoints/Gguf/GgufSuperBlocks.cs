namespace Microsoft.ML.Nola.Checkpoints.Gguf;

/// <summary>
/// Reads the "K" types, as the format's reference (ggml) does: blocks of 256 numbers in groups of 16 or 32, each with a small integer scale (and minimum)
/// that is a multiple of the block's own.
/// </summary>
internal static class GgufSuperBlocks
{
    private const int Length = 256;
    private const int Half = Length / 2;

    public static void ReadQ2_K(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 84;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            ReadOnlySpan<byte> scales = blocks[..16];
            float scale = GgufBlocks.Scale(blocks[80..]);
            float least = GgufBlocks.Scale(blocks[82..]);
            for (int group = 0; group < 16; group++)
            {
                int shift = GroupShift(group);
                ReadOnlySpan<byte> two = blocks.Slice(16 + GroupStart(group), 16);
                (float d, float m) = (scale * (scales[group] & 0xF), least * (scales[group] >> 4));
                Span<float> target = values.Slice(16 * group, 16);
                for (int l = 0; l < target.Length; l++)
                {
                    target[l] = (d * ((two[l] >> shift) & 3)) - m;
                }
            }
        }
    }

    public static void ReadQ3_K(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 110;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            ReadOnlySpan<byte> scales = blocks.Slice(96, 12);
            float scale = GgufBlocks.Scale(blocks[108..]);
            for (int group = 0; group < 16; group++)
            {
                // Six bits: the lower four in the first eight bytes, the upper two in the last four.
                int lower = group < 8 ? scales[group] & 0xF : scales[group - 8] >> 4;
                int upper = (scales[8 + (group % 4)] >> (2 * (group / 4))) & 3;
                float d = scale * ((lower | (upper << 4)) - 32);
                int shift = GroupShift(group);
                ReadOnlySpan<byte> two = blocks.Slice(32 + GroupStart(group), 16);
                ReadOnlySpan<byte> third = blocks.Slice(16 * (group % 2), 16);
                Span<float> target = values.Slice(16 * group, 16);
                for (int l = 0; l < target.Length; l++)
                {
                    target[l] = d * (((two[l] >> shift) & 3) - (((third[l] >> (group / 2)) & 1) == 0 ? 4 : 0));
                }
            }
        }
    }

    public static void ReadQ4_K(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 144;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            for (int group = 0; group < 8; group++)
            {
                (float d, float m) = ScaleAndLeast(blocks, group);
                ReadOnlySpan<byte> four = blocks.Slice(16 + (32 * (group / 2)), 32);
                int shift = 4 * (group % 2);
                Span<float> target = values.Slice(32 * group, 32);
                for (int l = 0; l < target.Length; l++)
                {
                    target[l] = (d * ((four[l] >> shift) & 0xF)) - m;
                }
            }
        }
    }

    public static void ReadQ5_K(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 176;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            ReadOnlySpan<byte> fifth = blocks.Slice(16, 32);
            for (int group = 0; group < 8; group++)
            {
                (float d, float m) = ScaleAndLeast(blocks, group);
                ReadOnlySpan<byte> four = blocks.Slice(48 + (32 * (group / 2)), 32);
                int shift = 4 * (group % 2);
                Span<float> target = values.Slice(32 * group, 32);
                for (int l = 0; l < target.Length; l++)
                {
                    target[l] = (d * (((four[l] >> shift) & 0xF) + (((fifth[l] >> group) & 1) << 4))) - m;
                }
            }
        }
    }

    public static void ReadQ6_K(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        const int Bytes = 210;
        for (; !blocks.IsEmpty; blocks = blocks[Bytes..], values = values[Length..])
        {
            float scale = GgufBlocks.Scale(blocks[208..]);
            for (int group = 0; group < 16; group++)
            {
                // Eight groups to a half; of its four rows of 32, the upper two lie in the upper four bits.
                (int half, int row, int part) = (group / 8, group % 8 / 2, 16 * (group % 2));
                ReadOnlySpan<byte> four = blocks.Slice((64 * half) + (32 * (row % 2)) + part, 16);
                ReadOnlySpan<byte> two = blocks.Slice(128 + (32 * half) + part, 16);
                float d = scale * (sbyte)blocks[192 + group];
                (int lower, int upper) = (4 * (row / 2), 2 * row);
                Span<float> target = values.Slice(16 * group, 16);
                for (int l = 0; l < target.Length; l++)
                {
                    target[l] = d * ((((four[l] >> lower) & 0xF) | (((two[l] >> upper) & 3) << 4)) - 32);
                }
            }
        }
    }

    /// <summary>Where the two-bit numbers of a group of 16 begin: four groups lie in the same bytes, one above another.</summary>
    private static int GroupStart(int group) => (32 * (16 * group / Half)) + (16 * (group % 2));

    private static int GroupShift(int group) => 2 * (group % 8 / 2);

    /// <summary>Scale and minimum of a group of 32: six bits each, of eight groups in twelve bytes.</summary>
    private static (float Scale, float Least) ScaleAndLeast(ReadOnlySpan<byte> block, int group)
    {
        ReadOnlySpan<byte> packed = block.Slice(4, 12);
        (int scale, int least) = group < 4
            ? (packed[group] & 63, packed[group + 4] & 63)
            : ((packed[group + 4] & 0xF) | ((packed[group - 4] >> 6) << 4), (packed[group + 4] >> 4) | ((packed[group] >> 6) << 4));
        return (GgufBlocks.Scale(block) * scale, GgufBlocks.Scale(block[2..]) * least);
    }
}
