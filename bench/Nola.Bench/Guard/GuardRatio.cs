using System.Diagnostics;

namespace Nola.Bench.Guard;

/// <summary>How much longer one piece of work takes than another: a figure that hardly depends on the machine. Less is better.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Work">The work that is watched.</param>
/// <param name="Yardstick">The work it is compared with.</param>
internal sealed record GuardRatio(string Name, Action Work, Action Yardstick)
{
    private const int Rounds = 7;

    /// <summary>The median of rounds in which both take turns.</summary>
    public double Measure()
    {
        Work();
        Yardstick();
        double[] ratios = [.. Enumerable.Range(0, Rounds).Select(_ => Time(Work) / Time(Yardstick)).Order()];
        return ratios[Rounds / 2];
    }

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
