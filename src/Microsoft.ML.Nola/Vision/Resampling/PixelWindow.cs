namespace Microsoft.ML.Nola.Vision.Resampling;

/// <summary>A rectangle of an image.</summary>
internal readonly record struct PixelWindow(int X, int Y, int Width, int Height);
