using Microsoft.ML.Nola.Vision.Resampling;

namespace Microsoft.ML.Nola.Vision.Augmentation;

/// <summary>The part of an image that torchvision's RandomResizedCrop takes.</summary>
internal static class RandomCrop
{
    /// <summary>How often a part is drawn until one fits into the image. Each time takes a block of numbers.</summary>
    public const int Attempts = 10;

    /// <summary>Draws a part: share of the area and logarithm of the ratio are uniform. If none fits, the largest in the middle is taken.</summary>
    public static PixelWindow Draw(int width, int height, ImageAugmentationOptions options, ImageDraw draw)
    {
        double area = (double)width * height;
        (double low, double high) = (Math.Log(options.MinRatio), Math.Log(options.MaxRatio));
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            (double scale, double ratio, double left, double top) = draw.Block(attempt);
            double target = area * Between(scale, options.MinScale, options.MaxScale);
            double aspect = Math.Exp(Between(ratio, low, high));
            double w = Math.Round(Math.Sqrt(target * aspect));
            double h = Math.Round(Math.Sqrt(target / aspect));
            if (w >= 1 && w <= width && h >= 1 && h <= height)
            {
                return new((int)(left * (width - w + 1)), (int)(top * (height - h + 1)), (int)w, (int)h);
            }
        }

        return Middle(width, height, options.MinRatio, options.MaxRatio);
    }

    /// <summary>A number between two.</summary>
    public static double Between(double share, double low, double high) => low + (share * (high - low));

    private static PixelWindow Middle(int width, int height, double minRatio, double maxRatio)
    {
        double ratio = (double)width / height;
        int w = ratio > maxRatio ? Math.Clamp((int)Math.Round(height * maxRatio), 1, width) : width;
        int h = ratio < minRatio ? Math.Clamp((int)Math.Round(width / minRatio), 1, height) : height;
        return new((width - w) / 2, (height - h) / 2, w, h);
    }
}
