using SkiaSharp;

namespace Nola.Testing;

/// <summary>Pictures of 20 x 12 pixels, each mostly red, green or blue by its number.</summary>
public static class TinyPicture
{
    public const int Width = 20;
    public const int Height = 12;

    /// <summary>The colours, in the order of the numbers.</summary>
    public static readonly IReadOnlyList<string> Colours = ["red", "green", "blue"];

    /// <summary>Red, green, blue and alpha of each pixel.</summary>
    /// <param name="number">The number; each gives another picture.</param>
    public static byte[] Pixels(int number)
    {
        var pixels = new byte[Width * Height * 4];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i % 4 == 3 ? (byte)255 : (byte)(((i * 7) + (number * 31)) % 60 + (i % 4 == number % Colours.Count ? 180 : 20));
        }

        return pixels;
    }

    /// <summary>Writes a picture as PNG, and the folder that it lies in.</summary>
    /// <returns>The path.</returns>
    public static string Write(string path, int number)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, Png(number));
        return path;
    }

    /// <summary>A picture as the bytes of a PNG file.</summary>
    public static byte[] Png(int number)
    {
        using SKImage image = SKImage.FromPixelCopy(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul), Pixels(number));
        using SKData png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    /// <summary>Writes pictures into a folder for each colour.</summary>
    /// <param name="folder">The folder of folders.</param>
    /// <param name="count">How many pictures, of all colours together.</param>
    /// <returns>The folder.</returns>
    public static string WriteFolders(string folder, int count)
    {
        for (int number = 0; number < count; number++)
        {
            Write(Path.Combine(folder, Colours[number % Colours.Count], $"{number:D3}.png"), number);
        }

        return folder;
    }
}
