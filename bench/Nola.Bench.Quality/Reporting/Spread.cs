using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Nola.Bench.Quality.Reporting;

/// <summary>A mean over seeds, and how far it may be off.</summary>
internal readonly record struct Spread(double Mean, double Deviation, int Count)
{
    public static Spread Of(IReadOnlyCollection<double> values) => new(values.Mean(), values.Count > 1 ? values.StandardDeviation() : 0, values.Count);

    /// <summary>Half the length of the 95 % interval of the mean, by Student's t; null for fewer than three values, of which it says nothing.</summary>
    public double? HalfInterval => Count > 2 ? StudentT.InvCDF(0, 1, Count - 1, 0.975) * Deviation / Math.Sqrt(Count) : null;
}
