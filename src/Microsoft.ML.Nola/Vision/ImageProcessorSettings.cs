using Microsoft.ML.Nola.Vision.Resampling;

namespace Microsoft.ML.Nola.Vision;

/// <summary>What is done with an image before a backbone sees it, in this order.</summary>
internal sealed record ImageProcessorSettings
{
    /// <summary>Gets the height and width of the resized image; both 0 if the sides keep their ratio, or nothing is resized.</summary>
    public int Height { get; init; }

    /// <inheritdoc cref="Height"/>
    public int Width { get; init; }

    /// <summary>Gets the shorter side of the resized image; 0 if both are given, or nothing is resized.</summary>
    public int ShortestEdge { get; init; }

    /// <summary>Gets how an image is resized.</summary>
    public Resample Filter { get; init; }

    /// <summary>Gets the height and width of the part in the middle that is kept; both 0 if all is kept.</summary>
    public int CropHeight { get; init; }

    /// <inheritdoc cref="CropHeight"/>
    public int CropWidth { get; init; }

    /// <summary>Gets by what levels are multiplied; 1 if they stay from 0 to 255.</summary>
    public double RescaleFactor { get; init; }

    /// <summary>Gets what is taken off each channel.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>Gets by what each channel is divided.</summary>
    public required IReadOnlyList<double> Std { get; init; }

    /// <summary>Gets the height of what a backbone sees.</summary>
    public int OutputHeight => CropHeight > 0 ? CropHeight : Height;

    /// <summary>Gets the width of what a backbone sees.</summary>
    public int OutputWidth => CropWidth > 0 ? CropWidth : Width;

    /// <summary>The same for another size. If a part in the middle is kept, it stays the same share of the image.</summary>
    public ImageProcessorSettings WithSize(int size)
    {
        if (CropHeight == 0)
        {
            return this with { Height = size, Width = size, ShortestEdge = 0 };
        }

        return this with
        {
            CropHeight = size,
            CropWidth = size,
            Height = Scale(Height, size, CropHeight),
            Width = Scale(Width, size, CropWidth),
            ShortestEdge = Scale(ShortestEdge, size, Math.Min(CropHeight, CropWidth)),
        };
    }

    private static int Scale(int value, int size, int crop) => (int)Math.Round((double)value * size / crop, MidpointRounding.AwayFromZero);
}
