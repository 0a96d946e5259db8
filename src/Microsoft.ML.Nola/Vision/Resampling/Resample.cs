namespace Microsoft.ML.Nola.Vision.Resampling;

/// <summary>How a pixel of a resized image is made of those of the image. The numbers are those of Pillow, which preprocessor_config.json has.</summary>
internal enum Resample
{
    /// <summary>The nearest pixel.</summary>
    Nearest = 0,

    /// <summary>A windowed sine over six pixels.</summary>
    Lanczos = 1,

    /// <summary>A triangle over two pixels.</summary>
    Bilinear = 2,

    /// <summary>A cubic over four pixels, a = -0.5.</summary>
    Bicubic = 3,

    /// <summary>The mean of the pixels that are covered.</summary>
    Box = 4,

    /// <summary>A Hamming window over two pixels.</summary>
    Hamming = 5,
}
