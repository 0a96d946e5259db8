using System.Runtime.CompilerServices;

namespace Microsoft.ML.Nola.Vision.Augmentation;

/// <summary>Changes of colour, as torchvision's functions define them for images of bytes. All work in place.</summary>
internal static class ColorOperations
{
    // How torchvision turns 0 to 1 into a byte.
    private const float ByteScale = 255 + 1 - 1e-3f;

    /// <summary>Multiplies all levels.</summary>
    public static void AdjustBrightness(Span<uint> pixels, float factor)
    {
        foreach (ref uint pixel in pixels)
        {
            pixel = Pack(Blend(Red(pixel), 0, factor), Blend(Green(pixel), 0, factor), Blend(Blue(pixel), 0, factor));
        }
    }

    /// <summary>Moves all levels away from the mean gray of the image, or nearer to it.</summary>
    public static void AdjustContrast(Span<uint> pixels, float factor)
    {
        long sum = 0;
        foreach (uint pixel in pixels)
        {
            sum += Gray(pixel);
        }

        float mean = (float)((double)sum / pixels.Length);
        foreach (ref uint pixel in pixels)
        {
            pixel = Pack(Blend(Red(pixel), mean, factor), Blend(Green(pixel), mean, factor), Blend(Blue(pixel), mean, factor));
        }
    }

    /// <summary>Moves each colour away from its gray, or nearer to it.</summary>
    public static void AdjustSaturation(Span<uint> pixels, float factor)
    {
        foreach (ref uint pixel in pixels)
        {
            float gray = Gray(pixel);
            pixel = Pack(Blend(Red(pixel), gray, factor), Blend(Green(pixel), gray, factor), Blend(Blue(pixel), gray, factor));
        }
    }

    /// <summary>Turns each colour by a share of the circle of colours.</summary>
    public static void AdjustHue(Span<uint> pixels, float factor)
    {
        foreach (ref uint pixel in pixels)
        {
            pixel = TurnHue(Red(pixel) / 255f, Green(pixel) / 255f, Blue(pixel) / 255f, factor);
        }
    }

    /// <summary>Takes the colours away.</summary>
    public static void ToGrayscale(Span<uint> pixels)
    {
        foreach (ref uint pixel in pixels)
        {
            uint gray = Gray(pixel);
            pixel = gray | (gray << 8) | (gray << 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Gray(uint pixel) => (uint)((0.2989f * Red(pixel)) + (0.587f * Green(pixel)) + (0.114f * Blue(pixel)));

    private static uint TurnHue(float red, float green, float blue, float factor)
    {
        float value = Math.Max(red, Math.Max(green, blue));
        float range = value - Math.Min(red, Math.Min(green, blue));
        float saturation = range == 0 ? 0 : range / value;
        float divisor = range == 0 ? 1 : range;
        (float r, float g, float b) = ((value - red) / divisor, (value - green) / divisor, (value - blue) / divisor);
        float sixths = value == red ? b - g : value == green ? 2 + r - b : 4 + g - r;
        float hue = ((sixths / 6) + 1) % 1;
        hue += factor;
        hue = (hue - MathF.Floor(hue)) * 6;
        int sector = (int)MathF.Floor(hue);
        float rest = hue - sector;
        float p = Unit(value * (1 - saturation));
        float q = Unit(value * (1 - (saturation * rest)));
        float t = Unit(value * (1 - (saturation * (1 - rest))));
        return (sector % 6) switch
        {
            0 => Pack(Byte(value), Byte(t), Byte(p)),
            1 => Pack(Byte(q), Byte(value), Byte(p)),
            2 => Pack(Byte(p), Byte(value), Byte(t)),
            3 => Pack(Byte(p), Byte(q), Byte(value)),
            4 => Pack(Byte(t), Byte(p), Byte(value)),
            _ => Pack(Byte(value), Byte(p), Byte(q)),
        };
    }

    private static float Unit(float value) => Math.Clamp(value, 0, 1);

    private static uint Byte(float value) => (uint)(value * ByteScale);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Blend(uint level, float other, float factor) => (uint)Math.Clamp((factor * level) + ((1 - factor) * other), 0, 255);

    private static uint Red(uint pixel) => pixel & 255;

    private static uint Green(uint pixel) => (pixel >> 8) & 255;

    private static uint Blue(uint pixel) => (pixel >> 16) & 255;

    private static uint Pack(uint red, uint green, uint blue) => red | (green << 8) | (blue << 16);
}
