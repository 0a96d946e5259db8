using System.Buffers;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Nola.Vision.Augmentation;

/// <summary>Blurs as torchvision's GaussianBlur does: weights of a bell, the image mirrored at its edges, rounded once.</summary>
internal static class GaussianBlur
{
    /// <summary>Blurs in place.</summary>
    /// <param name="image">The image.</param>
    /// <param name="kernelSize">Over how many pixels it reaches, odd. Less if the image is smaller.</param>
    /// <param name="sigma">The standard deviation in pixels.</param>
    public static void Apply(PixelBuffer image, int kernelSize, double sigma)
    {
        int count = image.Width * image.Height;
        Vector128<float>[] between = ArrayPool<Vector128<float>>.Shared.Rent(count);
        Vector128<float>[] line = ArrayPool<Vector128<float>>.Shared.Rent(Math.Max(image.Width, image.Height) + kernelSize);
        float[] rows = Kernel(Math.Min(kernelSize / 2, image.Width - 1), sigma);
        float[] columns = Kernel(Math.Min(kernelSize / 2, image.Height - 1), sigma);
        Span<uint> pixels = image.Pixels;
        for (int y = 0; y < image.Height; y++)
        {
            Span<Vector128<float>> mirrored = line.AsSpan(0, image.Width + rows.Length - 1);
            for (int x = 0; x < image.Width; x++)
            {
                mirrored[x + (rows.Length / 2)] = Channels(pixels[(y * image.Width) + x]);
            }

            Mirror(mirrored, rows.Length / 2);
            for (int x = 0; x < image.Width; x++)
            {
                between[(y * image.Width) + x] = Sum(mirrored.Slice(x, rows.Length), rows);
            }
        }

        for (int x = 0; x < image.Width; x++)
        {
            Span<Vector128<float>> mirrored = line.AsSpan(0, image.Height + columns.Length - 1);
            for (int y = 0; y < image.Height; y++)
            {
                mirrored[y + (columns.Length / 2)] = between[(y * image.Width) + x];
            }

            Mirror(mirrored, columns.Length / 2);
            for (int y = 0; y < image.Height; y++)
            {
                pixels[(y * image.Width) + x] = Pack(Sum(mirrored.Slice(y, columns.Length), columns));
            }
        }

        ArrayPool<Vector128<float>>.Shared.Return(between);
        ArrayPool<Vector128<float>>.Shared.Return(line);
    }

    private static float[] Kernel(int radius, double sigma)
    {
        var weights = new double[(2 * radius) + 1];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double distance = (i - radius) / sigma;
            weights[i] = Math.Exp(-0.5 * distance * distance);
            sum += weights[i];
        }

        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    /// <summary>Fills both ends, of a radius each, with what lies behind the edge pixel, which is not repeated.</summary>
    private static void Mirror(Span<Vector128<float>> line, int radius)
    {
        int last = line.Length - 1 - radius;
        for (int i = 1; i <= radius; i++)
        {
            line[radius - i] = line[radius + i];
            line[last + i] = line[last - i];
        }
    }

    private static Vector128<float> Sum(ReadOnlySpan<Vector128<float>> pixels, ReadOnlySpan<float> weights)
    {
        Vector128<float> sum = Vector128<float>.Zero;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += pixels[i] * Vector128.Create(weights[i]);
        }

        return sum;
    }

    private static Vector128<float> Channels(uint pixel) =>
        Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte())).AsInt32());

    private static uint Pack(Vector128<float> sum)
    {
        // Sums of weights may exceed 1 by a rounding, levels 255 never after rounding; the fourth byte means nothing.
        Vector128<int> levels = Vector128.ConvertToInt32(Vector128.Round(sum));
        return (uint)(levels[0] | (levels[1] << 8) | (levels[2] << 16));
    }
}
