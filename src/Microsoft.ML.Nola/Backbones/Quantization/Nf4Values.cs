namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>A weight in 4-bit NormalFloat where it lies in memory (<see cref="Nf4Codec"/>, <see cref="DoubleQuantisation"/>).</summary>
/// <param name="packed">The codes of the weights, two a byte, row after row.</param>
/// <param name="absmaxCodes">The code of the absmax of each block of 64 weights.</param>
/// <param name="absmaxScales">The scale of each block of 256 of those.</param>
/// <param name="offset">What is added to each absmax.</param>
internal readonly ref struct Nf4Values(ReadOnlySpan<byte> packed, ReadOnlySpan<byte> absmaxCodes, ReadOnlySpan<float> absmaxScales, float offset)
{
    /// <summary>The codes of the weights, two a byte, row after row.</summary>
    public ReadOnlySpan<byte> Packed { get; } = packed;

    /// <summary>The code of the absmax of each block of 64 weights.</summary>
    public ReadOnlySpan<byte> AbsmaxCodes { get; } = absmaxCodes;

    /// <summary>The scale of each block of 256 of those.</summary>
    public ReadOnlySpan<float> AbsmaxScales { get; } = absmaxScales;

    /// <summary>What is added to each absmax.</summary>
    public float Offset { get; } = offset;

    /// <summary>The absmax of a block of 64 weights.</summary>
    public float AbsmaxOf(int block) => (DynamicCode.Values[AbsmaxCodes[block]] * AbsmaxScales[block / DoubleQuantisation.BlockSize]) + Offset;

    /// <summary>The absmax of each block of 64 weights.</summary>
    public float[] AllAbsmax(int blocks)
    {
        var absmax = new float[blocks];
        for (int block = 0; block < blocks; block++)
        {
            absmax[block] = AbsmaxOf(block);
        }

        return absmax;
    }

    /// <summary>Dequantises weights.</summary>
    /// <param name="first">The first weight, anywhere in a block.</param>
    /// <param name="values">Where they go.</param>
    public void Dequantise(long first, Span<float> values)
    {
        while (!values.IsEmpty)
        {
            int within = (int)(first % Nf4Codec.BlockSize);
            Span<float> part = values[..Math.Min(Nf4Codec.BlockSize - within, values.Length)];
            float absmax = AbsmaxOf((int)(first / Nf4Codec.BlockSize));
            if (part.Length == Nf4Codec.BlockSize)
            {
                Nf4Codec.DequantiseBlock(Packed.Slice((int)(first / 2), Nf4Codec.BlockSize / 2), absmax, part);
            }
            else
            {
                for (int i = 0; i < part.Length; i++)
                {
                    part[i] = Nf4Codec.ValueAt(Packed, first + i) * absmax;
                }
            }

            first += part.Length;
            values = values[part.Length..];
        }
    }
}
