namespace Microsoft.ML.Nola.Vision.Resampling;

/// <summary>The weight of a pixel by its distance.</summary>
internal static class ResampleFilter
{
    private const double CubicA = -0.5;

    /// <summary>The distance from which on weights are 0.</summary>
    public static double Support(Resample filter) => filter switch
    {
        Resample.Box => 0.5,
        Resample.Bilinear or Resample.Hamming => 1,
        Resample.Bicubic => 2,
        Resample.Lanczos => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, null),
    };

    /// <summary>The weight at a distance, not normalised.</summary>
    public static double Weight(Resample filter, double x)
    {
        double distance = Math.Abs(x);
        return filter switch
        {
            Resample.Box => x is > -0.5 and <= 0.5 ? 1 : 0,
            Resample.Bilinear => Math.Max(0, 1 - distance),
            Resample.Hamming => distance >= 1 ? 0 : Sinc(distance) * (0.54 + (0.46 * Math.Cos(distance * Math.PI))),
            Resample.Bicubic => Cubic(distance),
            Resample.Lanczos => x is >= -3 and < 3 ? Sinc(x) * Sinc(x / 3) : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, null),
        };
    }

    private static double Cubic(double x) => x switch
    {
        < 1 => ((((CubicA + 2) * x) - (CubicA + 3)) * x * x) + 1,
        < 2 => ((((x - 5) * x) + 8) * x - 4) * CubicA,
        _ => 0,
    };

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(x * Math.PI) / (x * Math.PI);
}
