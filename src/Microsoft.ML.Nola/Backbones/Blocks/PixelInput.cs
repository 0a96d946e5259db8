namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What every network of images checks before it computes.</summary>
internal static class PixelInput
{
    /// <summary>The batch of images that an encoder was given, or of states behind some of its layers.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="state">What a decoder would carry; an encoder has none.</param>
    /// <param name="limits">What the encoder accepts.</param>
    /// <exception cref="ArgumentException">The input is of the wrong kind, or has other channels or another size than the encoder takes.</exception>
    public static ModelInput Check(ModelInput input, ForwardState? state, ImageLimits limits)
    {
        TokenInput.RefuseState(state);
        if (input is HiddenBatch)
        {
            return input;
        }

        if (input is not PixelBatch batch)
        {
            throw new ArgumentException($"This backbone takes images, a PixelBatch, not a {input.GetType().Name}.", nameof(input));
        }

        if (batch.Channels != limits.Channels)
        {
            throw new ArgumentException(
                $"The images have {batch.Channels} channels; this backbone takes those of {limits.Channels} (num_channels).", nameof(input));
        }

        if (!limits.Takes(batch.Height, batch.Width))
        {
            throw new ArgumentException(
                $"The images are {batch.Width} pixels wide and {batch.Height} high; this backbone takes {limits.ImageSize} x {limits.ImageSize} "
                + $"(image_size), and other sizes that are multiples of its patch_size, {limits.PatchSize}.",
                nameof(input));
        }

        return batch;
    }
}
