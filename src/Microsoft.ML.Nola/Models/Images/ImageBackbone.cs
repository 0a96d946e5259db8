using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Vision;

namespace Microsoft.ML.Nola.Models.Images;

/// <summary>A leased backbone with what makes its pixels of images.</summary>
internal sealed class ImageBackbone : PreparedBackbone
{
    private readonly ImageLayout _layout;
    private readonly ImagePreprocessor _preprocessor;
    private readonly int _tokens;

    /// <param name="request">Which backbone.</param>
    /// <param name="layout">How the image of a row becomes pixels.</param>
    public ImageBackbone(BackboneRequest request, ImageLayout layout)
        : base(request, readsTexts: false)
    {
        _layout = layout;
        try
        {
            ImageLimits limits = Backbone.ImageLimits ?? throw new SettingsException(
                $"The backbone in '{Lease.Folder}' ({Backbone.ModelType}) takes texts, not images. Take one that reads images (vit, deit, dinov2, clip, siglip), or a stage "
                + "for texts.");
            _preprocessor = ImagePreprocessor.FromFolder(Lease.Folder, layout.ImageSize);
            Check(limits);
            _tokens = (int)limits.TokensOf(_preprocessor.Height, _preprocessor.Width);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Decoding a photo of 1600 x 1200 pixels takes .4 of the time that a small network takes for it.</summary>
    public override bool MakesRowsAhead => true;

    public override InputRows CreateRows(int? maxLength, bool hasPairs, bool trains) =>
        new ImageRows(_preprocessor, _layout, trains ? _layout.Augmentation : null, _tokens);

    private void Check(ImageLimits limits)
    {
        (int height, int width) = (_preprocessor.Height, _preprocessor.Width);
        if (!limits.Takes(height, width))
        {
            throw _layout.ImageSize is { } size
                ? new SettingsException(
                    $"ImageSize is {size}; the backbone in '{Lease.Folder}' takes {limits.ImageSize} and the multiples of {limits.PatchSize}.")
                : new NolaCompatibilityException(
                    $"preprocessor_config.json makes images {width} pixels wide and {height} high; the backbone in '{Lease.Folder}' takes {limits.ImageSize} and the multiples "
                    + $"of {limits.PatchSize}. Set ImageSize.");
        }

        if (_preprocessor.Channels != limits.Channels)
        {
            throw new NolaCompatibilityException(
                $"preprocessor_config.json makes images of {_preprocessor.Channels} channels; the backbone in '{Lease.Folder}' takes {limits.Channels} (num_channels).");
        }
    }
}
