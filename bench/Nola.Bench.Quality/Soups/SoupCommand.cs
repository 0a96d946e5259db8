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
        for (int draw = 0; draw < draws; draw++)
        {
            var rows = new SoupRows(set.DrawRows(draw));
            var fits = new List<NolaTextClassificationTransformer>();
            foreach (int seed in Enumerable.Range(0, Seeds))
            {
                if (folder.Find(rows, draw, seed, sizes[0]) is not { } fit)
                {
                    return;
                }

                fits.Add(fit);
                rows.Print(draw, "fit", seed, sizes[0], fit);
                foreach (int size in sizes[1..])
                {
                    using NolaTextClassificationTransformer first = fit.Truncate(size);
                    rows.Print(draw, "truncated", seed, size, first);
                }
            }

            using NolaTextClassificationTransformer soup = ModelSoup.Average(fits);
            rows.Print(draw, "soup", null, sizes[0], soup);
            foreach (int size in sizes[1..])
            {
                using NolaTextClassificationTransformer first = soup.Truncate(size);
                rows.Print(draw, "soup, truncated", null, size, first);
            }

            fits.ForEach(static fit => fit.Dispose());
        }

        foreach (int size in sizes[1..])
        {
            for (int draw = 0; draw < draws; draw++)
            {
                var rows = new SoupRows(set.DrawRows(draw));
                if (folder.Find(rows, draw, seed: 0, size) is not { } fit)
                {
                    return;
                }

                rows.Print(draw, "fit", 0, size, fit);
                fit.Dispose();
            }
        }
    }
}
