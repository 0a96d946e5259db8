using System.Diagnostics;
using System.Globalization;

namespace Nola.Bench.Starts;

/// <summary>The milliseconds of the parts of a process's start. The first is what passed before this object was made.</summary>
internal sealed class StartParts
{
    private readonly List<double> _parts = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public StartParts()
    {
        using var process = Process.GetCurrentProcess();
        _parts.Add((TimeProvider.System.GetLocalNow().DateTime - process.StartTime).TotalMilliseconds);
    }

    /// <summary>Ends a part.</summary>
    public void Lap()
    {
        _parts.Add(_clock.Elapsed.TotalMilliseconds);
        _clock.Restart();
    }

    public void Print() => Console.WriteLine(string.Join(',', _parts.Select(static part => part.ToString("F2", CultureInfo.InvariantCulture))));
}
