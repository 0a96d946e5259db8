using System.Buffers.Binary;
using SkiaSharp;

namespace Nola.Plots.Tests;

/// <summary>What is in a PNG.</summary>
internal static class PngFile
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Width and height, from the header as the format has it.</summary>
    public static (int Width, int Height) SizeOf(byte[] png)
    {
        CollectionAssert.AreEqual(Signature, png[..8]);
        return (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    /// <summary>The colour of the pixel in the upper left corner, and how many pixels have another one.</summary>
    public static (SKColor Corner, int Others) Look(byte[] png)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        SKColor corner = bitmap.GetPixel(0, 0);
        return (corner, bitmap.Pixels.Count(pixel => pixel != corner));
    }

    /// <summary>The share of the picture that has a colour, give or take the steps of a colour map.</summary>
    public static double ShareNear(byte[] png, SKColor color)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        return bitmap.Pixels.Count(pixel => IsNear(pixel.Red, color.Red) && IsNear(pixel.Green, color.Green) && IsNear(pixel.Blue, color.Blue))
            / (double)bitmap.Pixels.Length;
    }

    private static bool IsNear(byte a, byte b) => Math.Abs(a - b) <= 2;
}
