namespace Microsoft.ML.Nola.Vision;

/// <summary>An image that was decoded. Whoever has it disposes the pixels.</summary>
/// <param name="Pixels">The pixels, turned as they are to be looked at.</param>
/// <param name="IsAnimated">Whether it is the first of several pictures.</param>
internal readonly record struct DecodedImage(PixelBuffer Pixels, bool IsAnimated);
