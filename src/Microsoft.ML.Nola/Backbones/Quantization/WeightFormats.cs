namespace Microsoft.ML.Nola.Backbones.Quantization;

/// <summary>
/// The formats of weights under <see cref="BaseQuantization.Nf4"/>. Where NF4 costs by far the most loss, there are more bits, as llama.cpp's mixed types
/// (Q4_K_M) have them; docs/backbones.md says what was measured. A saved model says no more than the member of <see cref="BaseQuantization"/>, so after the first
/// release another choice needs another member.
/// </summary>
internal static class WeightFormats
{
    /// <summary>A table of vectors, which is often what scores the next word too; or the map that does so by itself.</summary>
    public const WeightFormat TableUnderNf4 = WeightFormat.Int5;

    /// <summary>A map with a role. Values have 8 bits: they are few where several heads of queries share one of theirs.</summary>
    public static WeightFormat UnderNf4(SiteRole role) => role == SiteRole.Value ? WeightFormat.Int8 : WeightFormat.Nf4;

    /// <summary>The format of a weight.</summary>
    /// <param name="quantization">What the backbone is asked for: not <see cref="BaseQuantization.None"/>.</param>
    /// <param name="underNf4">The format of the map under NF4.</param>
    /// <param name="isInFourBits">Whether the file has the weight in blocks of 4 bits already. They are kept: rounded to other 4 bits, it would lose twice.</param>
    public static WeightFormat Of(BaseQuantization quantization, WeightFormat underNf4, bool isInFourBits) =>
        quantization == BaseQuantization.Int8 ? WeightFormat.Int8 : isInFourBits ? WeightFormat.Int4 : underNf4;
}
