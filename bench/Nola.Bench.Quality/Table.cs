using System.Globalization;
using Nola.Bench.Quality.Data;
using Nola.Bench.Quality.Methods;

namespace Nola.Bench.Quality;

/// <summary>
/// Makes the runs of the table that are missing: for each contender settings are chosen by rows that are held out of other draws than those of the table, the
/// same number for each; then the chosen one is fitted with every seed and measured with the test rows, once.
/// </summary>
/// <param name="results">Where results are kept.</param>
/// <param name="seeds">The seeds of the table.</param>
/// <param name="mayStart">Says whether another fit may begin.</param>
internal sealed class Table(ResultFile results, int[] seeds, Func<bool> mayStart)
{
    /// <summary>Not among those of the table.</summary>
    public static readonly int[] ChoosingSeeds = [101, 102, 103];

    /// <summary>Makes what is missing of a contender on a data set. False if there was no time.</summary>
    public bool Fill(DataSet data, Contender contender)
    {
        foreach (double choice in contender.Choices)
        {
            foreach (int seed in ChoosingSeeds)
            {
                if (!Make(new QualityRun(data.Name, contender.Name, choice, seed, QualityRun.HeldOut), data, contender))
                {
                    return false;
                }
            }
        }

        double? setting = Chosen(results, data.Name, contender.Name, contender.Choices);
        return seeds.All(seed => Make(new QualityRun(data.Name, contender.Name, setting, seed, QualityRun.Test), data, contender));
    }

    /// <summary>The setting with the best mean accuracy on what is held out; of equal ones the middle, so that a tie does not choose an extreme.</summary>
    public static double? Chosen(ResultFile results, string data, string contender, double[] choices)
    {
        return choices.Length == 0 ? null : choices
            .OrderByDescending(Accuracy).ThenBy(choice => Math.Abs(Array.IndexOf(choices, choice) - (choices.Length / 2))).First();

        double Accuracy(double choice) => ChoosingSeeds.Average(
            seed => results.Find(new QualityRun(data, contender, choice, seed, QualityRun.HeldOut))?.Accuracy ?? 0);
    }

    private bool Make(QualityRun run, DataSet data, Contender contender)
    {
        if (results.Find(run) is not null)
        {
            return true;
        }

        if (!mayStart())
        {
            return false;
        }

        Draw draw = data.DrawRows(run.Seed);
        Measured measured = contender.Run(run.Part == QualityRun.HeldOut ? draw.HeldOut() : draw, run.Setting, run.Seed);
        results.Add(run, measured);
        Console.WriteLine(
            $"{run.Data}, {run.Contender}, {run.Setting?.ToString(CultureInfo.InvariantCulture) ?? "own setting"}, seed {run.Seed}, {run.Part}: "
            + $"{measured.Accuracy:F4} ({measured.Parameters:N0} numbers, {measured.Seconds:F0} s)");
        return true;
    }
}
