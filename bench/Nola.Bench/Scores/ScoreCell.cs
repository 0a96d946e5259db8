using System.Diagnostics;
using System.Globalization;
using Nola.Bench.Comparisons;

namespace Nola.Bench.Scores;

/// <summary>Times passes over all rows, in a process of its own.</summary>
internal static class ScoreCell
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(4);

    /// <summary>Prints rows a second, rows a second of processor time, and the processors that others took.</summary>
    /// <param name="rows">The rows of a pass.</param>
    /// <param name="pass">The pass.</param>
    public static void Time(int rows, Action pass)
    {
        pass();
        var load = new MachineLoad();
        var clock = Stopwatch.StartNew();
        int passes = 0;
        for (; clock.Elapsed < Least; passes++)
        {
            pass();
        }

        double all = rows * (double)passes;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all / clock.Elapsed.TotalSeconds:F2},{all / load.OwnSeconds():F2},{load.Others():F3}"));
    }
}
