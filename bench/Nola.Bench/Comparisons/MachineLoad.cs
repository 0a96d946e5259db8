using System.Diagnostics;
using System.Globalization;

namespace Nola.Bench.Comparisons;

/// <summary>How much of the machine other processes took since this object was made, as the kernel of Linux counts it.</summary>
internal sealed class MachineLoad
{
    /// <summary>A measurement is dropped if others took more than this many processors.</summary>
    public const double Quiet = 0.06;

    private const double TicksPerSecond = 100;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly double _busy = ReadBusy();
    private readonly double _own = ReadOwn();

    /// <summary>The processors that others kept busy, on average.</summary>
    public double Others()
    {
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        return Math.Max(0, (ReadBusy() - _busy - OwnSeconds()) / seconds);
    }

    /// <summary>The seconds of processors that this process took.</summary>
    public double OwnSeconds() => ReadOwn() - _own;

    private static double ReadOwn()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }

    /// <summary>Seconds that all processors worked: all states but idle and waiting for a disk. Time that the host took counts.</summary>
    private static double ReadBusy()
    {
        string[] parts = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long[] ticks = [.. parts.Skip(1).Take(8).Select(static part => long.Parse(part, CultureInfo.InvariantCulture))];
        return (ticks.Sum() - ticks[3] - ticks[4]) / TicksPerSecond;
    }
}
