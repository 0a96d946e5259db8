namespace Microsoft.ML.Nola.Vision;

/// <summary>What an image was before it was processed.</summary>
/// <param name="Width">Its width in pixels, as it is looked at.</param>
/// <param name="Height">Its height in pixels, as it is looked at.</param>
/// <param name="IsAnimated">Whether it has several pictures, of which the first was taken.</param>
internal readonly record struct ProcessedImage(int Width, int Height, bool IsAnimated);
