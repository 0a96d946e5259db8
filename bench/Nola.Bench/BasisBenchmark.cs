using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Basis;

namespace Nola.Bench;

/// <summary>
/// Expand and Contract, which are of one thread, for every engine that the machine has: by distribution, number, rank, width, and by how many sites share a
/// basis. Beside them what the same thread reaches in additions from the first cache and in reading memory. Least times: what other processes do adds to a
/// time and takes nothing away. Prints comma-separated values.
/// </summary>
internal static class BasisBenchmark
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(0.4);

    public static void Run()
    {
        Console.WriteLine("what,words,distribution,k,r,d,sites,expand_ms,contract_ms,expand G/s,contract G/s");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"additions from the first cache,,,,,,,,,{AdditionPeak():F1},"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"float32 numbers read from memory,,,,,,,,,{ReadPeak():F1},"));
        foreach (BasisEngine engine in BasisEngine.Supported())
        {
            foreach (BasisDistribution distribution in Enum.GetValues<BasisDistribution>())
            {
                Measure(engine, distribution, 1000, 8, 768, sites: 1);
            }

            Measure(engine, BasisDistribution.Rademacher, 1000, 8, 768, sites: 1, isPacked: true);
        }

        foreach ((int count, int rank, int columns, int sites) in (ReadOnlySpan<(int, int, int, int)>)[
            (192, 8, 384, 12), (1000, 8, 768, 24), (250, 8, 768, 1), (500, 8, 768, 1), (2000, 8, 768, 1), (4000, 8, 768, 1), (1000, 2, 768, 1), (1000, 4, 768, 1),
            (1000, 16, 768, 1), (1000, 8, 384, 1), (1000, 8, 1536, 1), (1000, 8, 3072, 1), (1000, 8, 768, 2), (1000, 8, 768, 6), (1000, 8, 768, 12)])
        {
            Measure(BasisEngine.Best, BasisDistribution.Rademacher, count, rank, columns, sites);
        }
    }

    private static void Measure(BasisEngine engine, BasisDistribution distribution, int count, int rank, int columns, int sites, bool isPacked = false)
    {
        var spec = new BasisSpec(42, 7, distribution, count, rank, columns);
        PackedSigns? signs = isPacked ? new PackedSigns(spec, engine) : null;
        float[] coefficients = [.. Enumerable.Range(0, count * sites).Select(static i => MathF.Sin(i))];
        var factors = new float[rank * columns * sites];
        int[] coefficientOffsets = [.. Enumerable.Range(0, sites).Select(site => site * count)];
        int[] factorOffsets = [.. Enumerable.Range(0, sites).Select(site => site * rank * columns)];
        double expand = Least(() => engine.Expand(spec, signs, 1, coefficients, coefficientOffsets, factors, factorOffsets));
        double contract = Least(() => engine.Contract(spec, signs, 1, factors, factorOffsets, coefficients, coefficientOffsets));
        double elements = (double)count * rank * columns * sites * 1e-6;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isPacked ? "packed basis" : "basis")},{engine.Width},{distribution},{count},{rank},{columns},{sites},{expand:F3},{contract:F3},{elements / expand:F1},{elements / contract:F1}"));
    }

    /// <summary>Milliseconds.</summary>
    private static double Least(Action action)
    {
        action();
        double least = double.MaxValue;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Budget;)
        {
            long begin = Stopwatch.GetTimestamp();
            action();
            least = Math.Min(least, Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        return least;
    }

    private static double AdditionPeak()
    {
        const int Length = 2048;
        const int Times = 512;
        var sum = new float[Length];
        var addend = new float[Length];
        return Length * Times / 1e6 / Least(() =>
        {
            for (int i = 0; i < Times; i++)
            {
                TensorPrimitives.Add(sum, addend, sum);
            }
        });
    }

    private static double ReadPeak()
    {
        var numbers = new float[64 << 20];
        numbers.AsSpan().Fill(1);
        return numbers.Length / 1e6 / Least(() => _ = TensorPrimitives.Sum<float>(numbers));
    }
}
