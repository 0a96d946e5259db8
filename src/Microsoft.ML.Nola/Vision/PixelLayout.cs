namespace Microsoft.ML.Nola.Vision;

/// <summary>The bytes of a pixel.</summary>
internal enum PixelLayout
{
    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba,

    /// <summary>Blue, green, red, alpha.</summary>
    Bgra,
}
