namespace Microsoft.ML.Nola.Vision;

/// <summary>
/// Levels to what a backbone sees: (level * factor - mean) / std in single precision, as the transformers library computes it. A level has 256 values, so a table
/// has them all.
/// </summary>
internal sealed class ImageNormalizer
{
    private const int Levels = 256;

    private readonly float[] _table;

    public ImageNormalizer(ImageProcessorSettings settings)
    {
        _table = new float[settings.Mean.Count * Levels];
        for (int i = 0; i < _table.Length; i++)
        {
            float level = (float)(i % Levels * settings.RescaleFactor);
            _table[i] = (level - (float)settings.Mean[i / Levels]) / (float)settings.Std[i / Levels];
        }
    }

    /// <summary>Writes channel after channel: [3, height, width].</summary>
    public void Write(PixelBuffer image, Span<float> target)
    {
        ReadOnlySpan<uint> pixels = image.Pixels;
        ReadOnlySpan<float> red = _table.AsSpan(0, Levels);
        ReadOnlySpan<float> green = _table.AsSpan(Levels, Levels);
        ReadOnlySpan<float> blue = _table.AsSpan(2 * Levels, Levels);
        Span<float> reds = target[..pixels.Length];
        Span<float> greens = target.Slice(pixels.Length, pixels.Length);
        Span<float> blues = target.Slice(2 * pixels.Length, pixels.Length);
        for (int i = 0; i < pixels.Length; i++)
        {
            uint pixel = pixels[i];
            reds[i] = red[(byte)pixel];
            greens[i] = green[(byte)(pixel >> 8)];
            blues[i] = blue[(byte)(pixel >> 16)];
        }
    }

    /// <summary>Writes channel after channel: [3, height, width].</summary>
    /// <param name="levels">Red, green and blue of each pixel.</param>
    /// <param name="target">Receives as many values.</param>
    public void Write(ReadOnlySpan<byte> levels, Span<float> target)
    {
        int pixels = levels.Length / 3;
        for (int channel = 0; channel < 3; channel++)
        {
            ReadOnlySpan<float> table = _table.AsSpan(channel * Levels, Levels);
            Span<float> plane = target.Slice(channel * pixels, pixels);
            for (int i = 0, j = channel; i < plane.Length; i++, j += 3)
            {
                plane[i] = table[levels[j]];
            }
        }
    }
}
