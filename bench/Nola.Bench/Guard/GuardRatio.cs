using System.Diagnostics;

namespace Nola.Bench.Guard;

/// <summary>How much longer one piece of work takes than another: a figure that hardly depends on the machine. Less is better.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Value">The ratio.</param>
internal sealed record GuardRatio(string Name, double Value)
{
    private const int Rounds = 7;

    /// <summary>Takes the median of rounds in which both take turns.</summary>
    /// <param name="name">What is compared.</param>
    /// <param name="work">The work that is watched.</param>
    /// <param name="yardstick">The work it is compared with.</param>
    public static GuardRatio Measure(string name, Action work, Action yardstick)
    {
        work();
        yardstick();
        double[] ratios = [.. Enumerable.Range(0, Rounds).Select(_ => Time(work) / Time(yardstick)).Order()];
        return new GuardRatio(name, ratios[Rounds / 2]);
    }

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
