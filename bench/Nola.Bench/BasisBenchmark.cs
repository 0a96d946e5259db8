using System.Diagnostics;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Basis;

namespace Nola.Bench;

/// <summary>Expand and Contract on one thread. DOTNET_EnableAVX512=0, DOTNET_EnableAVX2=0 and DOTNET_EnableHWIntrinsic=0 choose the narrower kernels.</summary>
internal static class BasisBenchmark
{
    private const int Count = 1000;
    private const int Rank = 8;
    private const int Columns = 768;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(1.5);

    public static void Run()
    {
        Console.WriteLine($"basis: k={Count} r={Rank} d={Columns}, {BasisEngine.Best.Width} words at a time, one thread");
        foreach (BasisDistribution distribution in Enum.GetValues<BasisDistribution>())
        {
            RandomBasis basis = new(seed: 42, stream: 7, distribution, Count, Rank, Columns);
            float[] coefficients = new float[Count];
            float[] factor = new float[Rank * Columns];
            for (int i = 0; i < Count; i++)
            {
                coefficients[i] = MathF.Sin(i);
            }

            Measure($"{distribution} Expand", () => basis.Expand(coefficients, factor));
            Measure($"{distribution} Contract", () => basis.Contract(factor, coefficients));
        }
    }

    private static void Measure(string name, Action action)
    {
        long first = Stopwatch.GetTimestamp();
        action();
        double cold = Stopwatch.GetElapsedTime(first).TotalMilliseconds;
        List<double> milliseconds = [];
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Budget;)
        {
            long begin = Stopwatch.GetTimestamp();
            action();
            milliseconds.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        milliseconds.Sort();
        double best = milliseconds[0];
        double median = milliseconds[milliseconds.Count / 2];
        double elements = (double)Count * Rank * Columns * 1e-6;
        Console.WriteLine(
            $"{name,-20} min {best,8:F3} ms ({elements / best,6:F1} G elements/s)  median {median,8:F3} ms ({elements / median,6:F1} G elements/s)  "
            + $"first {cold,7:F1} ms  {milliseconds.Count} runs");
    }
}
