using Microsoft.ML.Nola.Vision.Resampling;

namespace Microsoft.ML.Nola.Vision;

/// <summary>Resizes an image and keeps its middle. Where the image is smaller than what is kept, black is put around it.</summary>
internal static class ImageFraming
{
    /// <summary>Gives what a backbone sees, as levels.</summary>
    public static PixelBuffer Apply(PixelBuffer image, ImageProcessorSettings settings)
    {
        (int width, int height) = ResizedSize(image, settings);
        if (settings.CropHeight == 0)
        {
            return ImageResizer.Resize(image.View, width, height, new(0, 0, width, height), settings.Filter);
        }

        (int x, int left, int columns) = Middle(width, settings.CropWidth);
        (int y, int top, int rows) = Middle(height, settings.CropHeight);
        PixelBuffer middle = ImageResizer.Resize(image.View, width, height, new(x, y, columns, rows), settings.Filter);
        if (columns == settings.CropWidth && rows == settings.CropHeight)
        {
            return middle;
        }

        using (middle)
        {
            var padded = new PixelBuffer(settings.CropWidth, settings.CropHeight);
            padded.Pixels.Clear();
            for (int row = 0; row < rows; row++)
            {
                middle.View.Row(row).CopyTo(padded.View.Row(top + row)[left..]);
            }

            return padded;
        }
    }

    private static (int Width, int Height) ResizedSize(PixelBuffer image, ImageProcessorSettings settings)
    {
        if (settings.Height > 0)
        {
            return (settings.Width, settings.Height);
        }

        if (settings.ShortestEdge == 0)
        {
            return (image.Width, image.Height);
        }

        int shorter = Math.Min(image.Width, image.Height);
        int longer = (int)((long)settings.ShortestEdge * Math.Max(image.Width, image.Height) / shorter);
        return image.Width <= image.Height ? (settings.ShortestEdge, longer) : (longer, settings.ShortestEdge);
    }

    /// <summary>What of a side is kept: from where on, behind how many pixels of padding, and how much.</summary>
    private static (int Start, int Padding, int Count) Middle(int size, int crop)
    {
        // Rounded down, also below zero: an odd pixel of padding lies before the image.
        int start = (int)Math.Floor((size - crop) / 2d);
        int first = Math.Max(0, start);
        return (first, Math.Max(0, -start), Math.Min(size, start + crop) - first);
    }
}
