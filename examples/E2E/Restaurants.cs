using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace E2E;

/// <summary>The rows of the E2E NLG challenge: a part lies beside the program, the whole set can be named.</summary>
internal sealed partial class Restaurants(MLContext ml, string folder)
{
    /// <summary>Some rows to learn from, drawn with a seed; each seed draws others.</summary>
    public Restaurant[] Train(int count, int seed)
    {
        Restaurant[] rows = Read("trainset.csv");
        new Random(seed).Shuffle(rows);
        return rows.Length >= count
            ? rows[..count]
            : throw new InvalidDataException(
                $"The steps need {count:N0} rows; {Path.Combine(folder, "trainset.csv")} has {rows.Length:N0}. Take fewer steps, or --data with more.");
    }

    /// <summary>All rows to choose by, one text a row.</summary>
    public Restaurant[] Dev() => Read("devset.csv");

    /// <summary>The first restaurants to choose rates by.</summary>
    public Described[] Dev(int count) => Grouped("devset.csv", count);

    /// <summary>The first restaurants to report on.</summary>
    public Described[] Test(int count) => Grouped("testset_w_refs.csv", count);

    private Described[] Grouped(string file, int count) =>
    [
        .. Read(file).GroupBy(static row => row.Prompt, StringComparer.Ordinal).Take(count)
            .Select(static group => new Described { Prompt = group.Key, References = [.. group.Select(static row => row.Completion)] }),
    ];

    private Restaurant[] Read(string file)
    {
        TextLoader loader = ml.Data.CreateTextLoader<Restaurant>(new TextLoader.Options
        {
            Separators = [','], HasHeader = true, AllowQuoting = true, ReadMultilines = true,
        });
        Restaurant[] rows = [.. ml.Data.CreateEnumerable<Restaurant>(loader.Load(Path.Combine(folder, file)), reuseRowObject: false)];
        foreach (Restaurant row in rows)
        {
            // A line each: the end of the line says where the model's part begins, and where it is over.
            row.Prompt = WhiteSpace().Replace(row.Prompt.Trim(), " ") + "\n";
            row.Completion = WhiteSpace().Replace(row.Completion.Trim(), " ");
        }

        return rows;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
