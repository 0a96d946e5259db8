namespace Microsoft.ML.Nola.Backbones;

/// <summary>A batch of images of one size, normalised as the backbone wants it. Row-major [rows, channels, height, width].</summary>
public sealed class PixelBatch : ModelInput
{
    /// <summary>Creates a batch over memory that the caller does not change while the batch is in use.</summary>
    /// <param name="pixels">Normalised values, [rows, channels, height, width].</param>
    /// <param name="rows">The number of images, at least 1.</param>
    /// <param name="channels">The number of channels, such as 3 for red, green and blue; at least 1.</param>
    /// <param name="height">The height of an image in pixels, at least 1.</param>
    /// <param name="width">The width of an image in pixels, at least 1.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the sizes.</exception>
    public PixelBatch(ReadOnlyMemory<float> pixels, int rows, int channels, int height, int width)
        : base(rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        int size = checked(rows * channels * height * width);
        if (pixels.Length != size)
        {
            throw new ArgumentException($"pixels has {pixels.Length} values; rows x channels x height x width is {size}.", nameof(pixels));
        }

        Pixels = pixels;
        Channels = channels;
        Height = height;
        Width = width;
    }

    /// <summary>Gets the number of channels of an image.</summary>
    public int Channels { get; }

    /// <summary>Gets the height of an image in pixels.</summary>
    public int Height { get; }

    /// <summary>Gets the width of an image in pixels.</summary>
    public int Width { get; }

    internal ReadOnlyMemory<float> Pixels { get; }
}
