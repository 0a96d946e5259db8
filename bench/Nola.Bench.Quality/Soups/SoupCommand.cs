using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Bench.Quality.Data;

namespace Nola.Bench.Quality.Soups;

/// <summary>What is made of fits without another fit: averages of several seeds, and the first bases of one.</summary>
internal static class SoupCommand
{
    /// <summary>The training seeds of a draw's fits.</summary>
    private const int Seeds = 3;

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "The folder of sentiment-sentences, sst2 and banking77.", Required = true };
        var set = new Option<string>("--set") { Description = "The data set.", DefaultValueFactory = static _ => "reviews-1979" };
        var fits = new Option<string>("--fits") { Description = "The folder of fits; what is there is not fitted again.", Required = true };
        var draws = new Option<int>("--draws") { Description = "How many draws of rows.", DefaultValueFactory = static _ => 3 };
        var minutes = new Option<double>("--minutes")
        {
            Description = "No fit begins after so many minutes.", DefaultValueFactory = static _ => double.PositiveInfinity,
        };
        var command = new Command("soups", "Averages of fits with several training seeds, and the first bases of a fit, beside fits of as many.")
        {
            data, set, fits, draws, minutes,
        };
        command.SetAction(parsed =>
        {
            DataSet chosen = DataSet.All(parsed.GetRequiredValue(data)).Single(one => one.Name == parsed.GetRequiredValue(set));
            var folder = new FitFolder(Directory.CreateDirectory(Path.Combine(parsed.GetRequiredValue(fits), chosen.Name)).FullName, parsed.GetValue(minutes));
            Run(chosen, folder, parsed.GetValue(draws));
        });
        return command;
    }

    private static void Run(DataSet set, FitFolder folder, int draws)
    {
        int[] sizes = [192, 96, 48, 16];
        SoupRows[] rows = [.. Enumerable.Range(0, draws).Select(draw => new SoupRows(set.DrawRows(draw)))];
        (int Draw, int Seed, int Size)[] fits =
        [
            .. Enumerable.Range(0, draws).SelectMany(draw => Enumerable.Range(0, Seeds).Select(seed => (draw, seed, sizes[0]))),
            .. sizes[1..].SelectMany(size => Enumerable.Range(0, draws).Select(draw => (draw, 0, size))),
        ];
        if (!fits.All(fit => folder.Fill(rows[fit.Draw], fit.Draw, fit.Seed, fit.Size)))
        {
            Console.WriteLine("The time is over; the same command goes on from here.");
            return;
        }

        for (int draw = 0; draw < draws; draw++)
        {
            Measure(rows[draw], folder, draw, sizes);
        }
    }

    private static void Measure(SoupRows rows, FitFolder folder, int draw, int[] sizes)
    {
        NolaTextClassificationTransformer[] fits = [.. Enumerable.Range(0, Seeds).Select(seed => rows.Load(folder.Zip(draw, seed, sizes[0])))];
        using NolaTextClassificationTransformer soup = ModelSoup.Average(fits);
        foreach ((NolaTransformer stage, string what, int? seed) in
            fits.Select(static (fit, seed) => ((NolaTransformer)fit, "fit", (int?)seed)).Append((soup, "soup", null)))
        {
            foreach (int size in sizes)
            {
                using NolaTransformer first = stage.Truncate(size);
                rows.Print(draw, size == sizes[0] ? what : what + ", truncated", seed, first);
            }
        }

        foreach (int size in sizes[1..])
        {
            using NolaTextClassificationTransformer small = rows.Load(folder.Zip(draw, 0, size));
            rows.Print(draw, "fit", 0, small);
        }

        Array.ForEach(fits, static fit => fit.Dispose());
    }
}
