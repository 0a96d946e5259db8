using System.Globalization;

namespace Nola.Bench.Comparisons;

/// <summary>How much a side's process did.</summary>
/// <param name="PerSecond">Rows or images a second.</param>
/// <param name="PerProcessorSecond">The same a second of processor time.</param>
/// <param name="Others">The processors that other processes took meanwhile.</param>
internal sealed record SideRate(double PerSecond, double PerProcessorSecond, double Others) : IMeasured
{
    /// <summary>Reads the three, separated by commas.</summary>
    public static SideRate Parse(string line)
    {
        double[] fields = [.. line.Split(',').Select(static field => double.Parse(field, CultureInfo.InvariantCulture))];
        return new SideRate(fields[0], fields[1], fields[2]);
    }
}
