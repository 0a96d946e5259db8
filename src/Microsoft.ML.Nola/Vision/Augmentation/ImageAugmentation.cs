using Microsoft.ML.Nola.Vision.Resampling;

namespace Microsoft.ML.Nola.Vision.Augmentation;

/// <summary>
/// Changes images at random, in the order of the NOLA paper's script: a part of the image, colours, gray, blur, side. Any number of threads may use one.
/// </summary>
/// <param name="options">What is done; valid, and not changed afterwards.</param>
internal sealed class ImageAugmentation(ImageAugmentationOptions options)
{
    // The attempts of the crop take the blocks before.
    private const int JitterBlock = RandomCrop.Attempts;
    private const int OrderBlock = JitterBlock + 1;
    private const int BlurBlock = OrderBlock + 1;
    private const int JitterSteps = 4;

    private readonly ImageAugmentationOptions _options = options.Clone();

    /// <summary>Gives what a backbone sees, as levels.</summary>
    /// <param name="image">The image.</param>
    /// <param name="settings">What the backbone sees.</param>
    /// <param name="draw">The random numbers.</param>
    public PixelBuffer Apply(PixelBuffer image, ImageProcessorSettings settings, ImageDraw draw)
    {
        PixelBuffer result = _options.RandomResizedCrop ? Crop(image, settings, draw) : ImageFraming.Apply(image, settings);
        (double jitters, double brightness, double contrast, double saturation) = draw.Block(JitterBlock);
        (double hue, double order, double gray, double flip) = draw.Block(OrderBlock);
        (double blurs, double sigma, _, _) = draw.Block(BlurBlock);
        if (jitters < _options.ColorJitterProbability)
        {
            Jitter(result.Pixels, [brightness, contrast, saturation, hue], order);
        }

        if (gray < _options.GrayscaleProbability)
        {
            ColorOperations.ToGrayscale(result.Pixels);
        }

        if (blurs < _options.GaussianBlurProbability)
        {
            GaussianBlur.Apply(result, _options.GaussianBlurKernelSize, RandomCrop.Between(sigma, _options.MinSigma, _options.MaxSigma));
        }

        if (flip < _options.HorizontalFlipProbability)
        {
            for (int y = 0; y < result.Height; y++)
            {
                result.View.Row(y).Reverse();
            }
        }

        return result;
    }

    /// <summary>One of the orders of brightness, contrast, saturation and hue, each for an equal share of the numbers from 0 to below 1.</summary>
    internal static void FillOrder(double share, Span<int> order)
    {
        int orders = 24;
        int rest = (int)(share * orders);
        Span<int> left = [0, 1, 2, 3];
        for (int remaining = JitterSteps; remaining > 0; remaining--)
        {
            orders /= remaining;
            int place = rest / orders;
            rest %= orders;
            order[JitterSteps - remaining] = left[place];
            left[(place + 1)..remaining].CopyTo(left[place..]);
        }
    }

    private PixelBuffer Crop(PixelBuffer image, ImageProcessorSettings settings, ImageDraw draw)
    {
        PixelWindow part = RandomCrop.Draw(image.Width, image.Height, _options, draw);
        (int width, int height) = (settings.OutputWidth, settings.OutputHeight);
        return ImageResizer.Resize(
            image.View.Crop(part.X, part.Y, part.Width, part.Height), width, height, new(0, 0, width, height), Resample.Bilinear);
    }

    private void Jitter(Span<uint> pixels, ReadOnlySpan<double> shares, double order)
    {
        Span<int> steps = stackalloc int[JitterSteps];
        FillOrder(order, steps);
        foreach (int step in steps)
        {
            Change(pixels, step, shares[step]);
        }
    }

    private void Change(Span<uint> pixels, int step, double share)
    {
        double strength = step switch { 0 => _options.Brightness, 1 => _options.Contrast, 2 => _options.Saturation, _ => _options.Hue };
        if (strength == 0)
        {
            return;
        }

        float factor = (float)(step == JitterSteps - 1
            ? RandomCrop.Between(share, -strength, strength)
            : RandomCrop.Between(share, Math.Max(0, 1 - strength), 1 + strength));
        switch (step)
        {
            case 0:
                ColorOperations.AdjustBrightness(pixels, factor);
                break;
            case 1:
                ColorOperations.AdjustContrast(pixels, factor);
                break;
            case 2:
                ColorOperations.AdjustSaturation(pixels, factor);
                break;
            default:
                ColorOperations.AdjustHue(pixels, factor);
                break;
        }
    }
}
