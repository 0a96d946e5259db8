namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>What the weight of a map is quantised to.</summary>
internal enum WeightFormat
{
    /// <summary><see cref="Int8Codec"/>.</summary>
    Int8,

    /// <summary><see cref="Nf4Codec"/> with <see cref="DoubleQuantisation"/>.</summary>
    Nf4,

    /// <summary><see cref="BlockIntegerCodec"/> with 4 bits.</summary>
    Int4,

    /// <summary><see cref="BlockIntegerCodec"/> with 5 bits.</summary>
    Int5,
}
