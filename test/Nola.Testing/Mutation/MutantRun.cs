using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;

namespace Nola.Testing.Mutation;

/// <summary>
/// Runs a reader over seeded mutants and judges each: it loads, or throws an exception of this library, soon and without memory for what a file only claims.
/// Other mutants can be had with the environment variables NOLA_MUTATION_SEED and NOLA_MUTATION_COUNT, and one alone with NOLA_MUTATION_INDEX.
/// </summary>
public sealed class MutantRun(string format)
{
    public const int DefaultCount = 2000;

    private const long AllowedBytes = 64L << 20;

    /// <summary>Torch's own memory is seen in the process alone, where the collector's heap grows too.</summary>
    private const long AllowedResident = 512L << 20;

    private static readonly TimeSpan AllowedTime = TimeSpan.FromSeconds(2);

    private readonly SortedDictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    private static int Seed => Setting("SEED") ?? 1;

    /// <summary>Makes mutants and reads them.</summary>
    /// <param name="mutate">Makes a mutant: what is damaged, what is read, and how many bytes that has.</param>
    /// <param name="use">Loads and scores it, or throws.</param>
    public void Run<T>(Func<Random, (string Damage, T Mutant, long Length)> mutate, Action<T> use)
    {
        int count = Setting("COUNT") ?? DefaultCount;
        int only = Setting("INDEX") ?? -1;
        var failures = new List<string>();
        for (int index = Math.Max(0, only); index < (only < 0 ? count : only + 1); index++)
        {
            (string damage, T mutant, long length) = mutate(new Random(unchecked((Seed * 1_000_003) + index)));
            string label = $"{format}, seed {Seed}, mutant {index}: {damage}";
            string outcome = "failed";
            try
            {
                outcome = Judge(label, () => use(mutant), (2 * length) + AllowedBytes);
            }
            catch (AssertFailedException exception)
            {
                failures.Add(exception.Message);
            }

            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        }

        Console.WriteLine($"{format}, seed {Seed}, mutants by outcome: {string.Join(", ", _outcomes.Select(static pair => $"{pair.Key} {pair.Value}"))}");
        Assert.IsEmpty(failures, string.Join("\n\n", failures.Take(5)));
    }

    private static string Judge(string label, Action use, long allowed)
    {
        (string outcome, TimeSpan time) = Measure(label, use, allowed);
        if (time > AllowedTime)
        {
            // Once may be the machine; twice is the mutant.
            time = Measure(label, use, allowed).Time;
            Assert.IsLessThan(AllowedTime, time, label);
        }

        return outcome;
    }

    private static (string Outcome, TimeSpan Time) Measure(string label, Action use, long allowed)
    {
        long own = GC.GetAllocatedBytesForCurrentThread();
        long all = GC.GetTotalAllocatedBytes();
        long resident = Environment.WorkingSet;
        long start = Stopwatch.GetTimestamp();
        string outcome = Outcome(label, use);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        Assert.IsLessThan(allowed, GC.GetAllocatedBytesForCurrentThread() - own, label);
        Assert.IsLessThan(allowed, GC.GetTotalAllocatedBytes() - all, label);
        Assert.IsLessThan(allowed + AllowedResident, Environment.WorkingSet - resident, label);
        return (outcome, time);
    }

    private static string Outcome(string label, Action use)
    {
        try
        {
            use();
            return "loaded and scored";
        }
        catch (Exception exception) when (exception is not AssertFailedException)
        {
            for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
            {
                if (cause is NolaException)
                {
                    return cause.GetType().Name;
                }
            }

            throw new AssertFailedException($"{label}: {exception}", exception);
        }
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable("NOLA_MUTATION_" + name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value : null;
}
