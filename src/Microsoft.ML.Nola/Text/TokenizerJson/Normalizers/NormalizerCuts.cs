using System.Text;

namespace Microsoft.ML.Nola.Text.TokenizerJson.Normalizers;

/// <summary>What becomes of the code points where a text may be cut.</summary>
internal static class NormalizerCuts
{
    /// <summary>Normalises a code point.</summary>
    /// <param name="normalizer">The normalizer.</param>
    /// <param name="rune">The code point; becomes what is left of it.</param>
    /// <param name="isFirst">Whether to take the first of several, or the last.</param>
    /// <returns>Whether anything is left.</returns>
    public static bool TryNormalize(this INormalizer normalizer, ref Rune rune, bool isFirst)
    {
        string text = normalizer.Normalize(rune.ToString(), begins: false, ends: false);
        return text.Length > 0
            && (isFirst ? Rune.DecodeFromUtf16(text, out rune, out _) : Rune.DecodeLastFromUtf16(text, out rune, out _)) == System.Buffers.OperationStatus.Done;
    }
}
