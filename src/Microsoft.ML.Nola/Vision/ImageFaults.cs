using SkiaSharp;

namespace Microsoft.ML.Nola.Vision;

/// <summary>What can be wrong with the content of an image.</summary>
internal static class ImageFaults
{
    private const string Formats = "PNG, JPEG, WebP, GIF, BMP or ICO";

    /// <summary>No decoder took it.</summary>
    public static BadImageException NoPicture(string name, ReadOnlySpan<byte> content, SKCodecResult result) =>
        IsDrawing(content)
            ? new(name, "it is SVG, a drawing that has no pixels. Save it as PNG.")
            : result is SKCodecResult.IncompleteInput && HasSignature(content)
                ? Damaged(name, result)
                : OtherFormat(name);

    /// <summary>It is something else.</summary>
    public static BadImageException OtherFormat(string name) =>
        new(name, $"its content is no {Formats} picture, whatever it is called, or its header is damaged. Save it as PNG or JPEG, or leave it out.");

    /// <summary>Its header is in order, its data are not.</summary>
    public static BadImageException Damaged(string name, SKCodecResult result) => new(name, result == SKCodecResult.IncompleteInput
        ? "it is cut off: its data end before the picture does. Copy it again, or leave it out."
        : $"its data are damaged ({result}). Copy it again, or leave it out.");

    /// <summary>Its size is out of range.</summary>
    public static BadImageException Size(string name, int width, int height) => new(name, FormattableString.Invariant(
        $"its header says {width} x {height} pixels; pictures of 1 to {DecodingLimits.Pixels} pixels are read. Save it smaller."));

    /// <summary>Its file is too short for its size.</summary>
    public static BadImageException TooShort(string name, int width, int height, int length) => new(name, FormattableString.Invariant(
        $"its header says {width} x {height} pixels, which its {length} bytes cannot hold. Copy it again, or leave it out."));

    private static bool IsDrawing(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, 4096)].IndexOf("<svg"u8) >= 0;

    private static bool HasSignature(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
        || content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || content.StartsWith("GIF8"u8) || content.StartsWith("RIFF"u8) || content.StartsWith("BM"u8);
}
