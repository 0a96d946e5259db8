namespace Microsoft.ML.Nola.Tests.Vision;

/// <summary>Writes GIF files of one pixel: https://www.w3.org/Graphics/GIF/spec-gif89a.txt.</summary>
internal static class GifBytes
{
    /// <summary>The first picture is (40, 50, 60), any other (1, 2, 3).</summary>
    public static byte[] Write(int pictures) =>
    [
        .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 1, 2, 3, 40, 50, 60, .. Enumerable.Range(0, pictures).SelectMany(static i => Picture(i == 0 ? (byte)0x4C : (byte)0x44)), 0x3B,
    ];

    private static byte[] Picture(byte data) => [0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, data, 0x01, 0];
}
