using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Nola.Vision.Resampling;

/// <summary>
/// Resizes as Pillow 13 does: along each row, rounded and clipped to eight bits, then along each column; columns come first if the height shrinks by much more
/// than the width. Preprocessors of checkpoints resize so, and what rounds once, or in the other order, differs by up to eleven levels.
/// </summary>
internal static class ImageResizer
{
    /// <summary>Resizes an image and keeps a part of the result. Only that part is computed.</summary>
    /// <param name="image">The image.</param>
    /// <param name="width">The width of the whole result.</param>
    /// <param name="height">The height of the whole result.</param>
    /// <param name="window">The part of the result that is wanted.</param>
    /// <param name="filter">The filter.</param>
    public static PixelBuffer Resize(in PixelView image, int width, int height, PixelWindow window, Resample filter)
    {
        ResampleWeights? columns = width == image.Width ? null : ResampleWeights.Get(filter, image.Width, width, window.X, window.Width);
        ResampleWeights? rows = height == image.Height ? null : ResampleWeights.Get(filter, image.Height, height, window.Y, window.Height);
        if (columns is null && rows is null)
        {
            return Copy(image.Crop(window.X, window.Y, window.Width, window.Height));
        }

        if (columns is null)
        {
            return Vertical(image.Crop(window.X, 0, window.Width, image.Height), rows!, 0);
        }

        if (rows is null)
        {
            return Horizontal(image.Crop(0, window.Y, image.Width, window.Height), columns, 0);
        }

        if (!IsColumnsFirst(image, width, height))
        {
            PixelView used = image.Crop(0, rows.FirstUsed, image.Width, rows.EndUsed - rows.FirstUsed);
            using PixelBuffer between = Horizontal(used, columns, 0);
            return Vertical(between.View, rows, rows.FirstUsed);
        }
        else
        {
            PixelView used = image.Crop(columns.FirstUsed, 0, columns.EndUsed - columns.FirstUsed, image.Height);
            using PixelBuffer between = Vertical(used, rows, 0);
            return Horizontal(between.View, columns, columns.FirstUsed);
        }
    }

    /// <summary>
    /// Measured on Pillow 13: a height that shrinks 1.36 times as much as the width comes first, and one that shrinks 1.19 times as much does not. Older versions
    /// always begin with rows.
    /// </summary>
    private static bool IsColumnsFirst(in PixelView image, int width, int height) => 5L * image.Width * height < 4L * width * image.Height;

    private static PixelBuffer Copy(in PixelView image)
    {
        var copy = new PixelBuffer(image.Width, image.Height);
        for (int y = 0; y < image.Height; y++)
        {
            image.Row(y).CopyTo(copy.View.Row(y));
        }

        return copy;
    }

    /// <param name="image">The image, or what is used of it.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="skipped">How many pixels of each row are left out of <paramref name="image"/> at its left.</param>
    private static PixelBuffer Horizontal(in PixelView image, ResampleWeights weights, int skipped)
    {
        var result = new PixelBuffer(weights.Count, image.Height);
        PixelView target = result.View;
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<uint> from = image.Row(y);
            Span<uint> to = target.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                ReadOnlySpan<int> parts = weights.Of(x, out int first);
                ReadOnlySpan<uint> pixels = from.Slice(first - skipped, parts.Length);
                Vector128<int> sum = Half;
                for (int n = 0; n < parts.Length; n++)
                {
                    sum += Channels(pixels[n]) * Vector128.Create(parts[n]);
                }

                to[x] = Narrow(sum);
            }
        }

        return result;
    }

    private static PixelBuffer Vertical(in PixelView image, ResampleWeights weights, int skipped)
    {
        var result = new PixelBuffer(image.Width, weights.Count);
        PixelView target = result.View;
        for (int y = 0; y < weights.Count; y++)
        {
            ReadOnlySpan<int> parts = weights.Of(y, out int first);
            Span<uint> to = target.Row(y);
            int x = 0;
            for (; x <= to.Length - 4; x += 4)
            {
                (Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d) = (Half, Half, Half, Half);
                for (int n = 0; n < parts.Length; n++)
                {
                    Vector128<byte> four = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(image.Row(first - skipped + n)), (nuint)x).AsByte();
                    (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(four);
                    Vector128<int> weight = Vector128.Create(parts[n]);
                    a += Vector128.WidenLower(low).AsInt32() * weight;
                    b += Vector128.WidenUpper(low).AsInt32() * weight;
                    c += Vector128.WidenLower(high).AsInt32() * weight;
                    d += Vector128.WidenUpper(high).AsInt32() * weight;
                }

                (to[x], to[x + 1], to[x + 2], to[x + 3]) = (Narrow(a), Narrow(b), Narrow(c), Narrow(d));
            }

            for (; x < to.Length; x++)
            {
                Vector128<int> sum = Half;
                for (int n = 0; n < parts.Length; n++)
                {
                    sum += Channels(image.Row(first - skipped + n)[x]) * Vector128.Create(parts[n]);
                }

                to[x] = Narrow(sum);
            }
        }

        return result;
    }

    /// <summary>A half, which makes cutting off rounding.</summary>
    private static Vector128<int> Half => Vector128.Create(1 << (ResampleWeights.Precision - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Channels(uint pixel) =>
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Narrow(Vector128<int> sum)
    {
        Vector128<int> level = Vector128.Min(Vector128.Max(sum >> ResampleWeights.Precision, Vector128<int>.Zero), Vector128.Create(255));
        Vector128<ushort> words = Vector128.Narrow(level.AsUInt32(), Vector128<uint>.Zero);
        return Vector128.Narrow(words, Vector128<ushort>.Zero).AsUInt32().ToScalar();
    }
}
