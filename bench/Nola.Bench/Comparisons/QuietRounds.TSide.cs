namespace Nola.Bench.Comparisons;

/// <summary>
/// Measurements of sides that take turns. A measurement during which other processes were busy is dropped, unless the machine was never quiet often enough.
/// </summary>
/// <typeparam name="TSide">What is compared.</typeparam>
/// <typeparam name="TMeasured">What one measurement gives.</typeparam>
internal sealed class QuietRounds<TSide, TMeasured>
    where TSide : notnull
    where TMeasured : IMeasured
{
    private readonly Dictionary<TSide, List<TMeasured>> _measured;

    /// <summary>Measures.</summary>
    /// <param name="sides">The sides.</param>
    /// <param name="least">The quiet measurements that each side shall have.</param>
    /// <param name="most">The rounds after which no more are waited for.</param>
    /// <param name="measure">Measures a side once.</param>
    /// <param name="pause">How long to wait for a busy machine, before each round beyond <paramref name="least"/>.</param>
    public QuietRounds(IReadOnlyList<TSide> sides, int least, int most, Func<TSide, TMeasured> measure, TimeSpan pause = default)
    {
        _measured = sides.ToDictionary(static side => side, static _ => new List<TMeasured>());
        for (int round = 0; round < most && !IsQuiet; round++)
        {
            if (round >= least)
            {
                Thread.Sleep(pause);
            }

            foreach (TSide side in sides)
            {
                _measured[side].Add(measure(side));
            }

            IsQuiet = _measured.Values.All(list => list.Count(WasQuiet) >= least);
        }
    }

    /// <summary>Whether every side has enough measurements of a quiet machine.</summary>
    public bool IsQuiet { get; }

    /// <summary>The word for the last column.</summary>
    public string Machine => IsQuiet ? "quiet" : "busy";

    /// <summary>The median of a side.</summary>
    public double Median(TSide side, Func<TMeasured, double> value)
    {
        double[] values = [.. _measured[side].Where(one => !IsQuiet || WasQuiet(one)).Select(value).Order()];
        return values[values.Length / 2];
    }

    /// <summary>Whether the machine was the side's own.</summary>
    private static bool WasQuiet(TMeasured one) => one.Others <= MachineLoad.Quiet;
}
