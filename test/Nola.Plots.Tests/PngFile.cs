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

    /// <summary>Whether pixels of a colour lie the lower, the further right they are (above zero), or the higher (below zero).</summary>
    public static double Slope(byte[] png, SKColor color)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        SKColor[] pixels = bitmap.Pixels;
        var places = Enumerable.Range(0, pixels.Length)
            .Where(i => IsNear(pixels[i].Red, color.Red) && IsNear(pixels[i].Green, color.Green) && IsNear(pixels[i].Blue, color.Blue))
            .Select(i => (X: (double)(i % bitmap.Width), Y: (double)(i / bitmap.Width))).ToArray();
        (double x, double y) = (places.Average(static place => place.X), places.Average(static place => place.Y));
        return places.Average(place => (place.X - x) * (place.Y - y));
    }

    private static bool IsNear(byte a, byte b) => Math.Abs(a - b) <= 2;
}
