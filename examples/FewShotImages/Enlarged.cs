using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using SkiaSharp;

namespace FewShotImages;

/// <summary>
/// A row with its image at the size that ResNet-18 wants, interpolated. ML.NET's <c>ResizeImages</c> takes the nearest pixel, which makes blocks of a small
/// picture, and those are not what the network has learnt from.
/// </summary>
internal sealed class Enlarged
{
    /// <summary>Both sides, in pixels.</summary>
    public const int Side = 224;

    /// <summary>The image.</summary>
    [ImageType(Side, Side)]
    public MLImage? Resized { get; set; }

    /// <summary>Reads and enlarges the image of a row.</summary>
    public static void Read(Picture picture, Enlarged enlarged)
    {
        using SKBitmap bitmap = SKBitmap.Decode(picture.Image) ?? throw new InvalidDataException($"'{picture.Image}' is no image that can be read.");
        using SKBitmap large = bitmap.Resize(new SKImageInfo(Side, Side, SKColorType.Bgra8888, SKAlphaType.Unpremul), SKFilterQuality.High);
        enlarged.Resized = MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Bgra32, large.GetPixelSpan());
    }
}
