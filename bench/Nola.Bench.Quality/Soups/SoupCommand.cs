using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Bench.Quality.Soups;

/// <summary>What is made of fits without another fit: averages of several seeds, and the first bases of one.</summary>
internal static class SoupCommand
{
    /// <summary>The training seeds of a draw's fits.</summary>
    private const int Seeds = 3;

    public static Command Create()
    {
        var options = new SoupOptions();
        var set = new Option<string>("--set") { Description = "The data set.", DefaultValueFactory = static _ => "reviews-1979" };
        var command = new Command("soups", "Averages of fits with several training seeds, and the first bases of a fit, beside fits of as many.") { set };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            string name = parsed.GetRequiredValue(set);
            Run(options.Rows(parsed, options.Draws(parsed, name)), options.Fits(parsed, name));
        });
        return command;
    }

    private static void Run(SoupRows[] rows, FitFolder folder)
    {
        int[] sizes = [192, 96, 48, 16];
        int draws = rows.Length;
        (int Draw, int Seed, int Size)[] fits =
        [
            .. Enumerable.Range(0, draws).SelectMany(draw => Enumerable.Range(0, Seeds).Select(seed => (draw, seed, sizes[0]))),
            .. sizes[1..].SelectMany(size => Enumerable.Range(0, draws).Select(draw => (draw, 0, size))),
        ];
        if (!fits.All(fit => folder.Fill(rows[fit.Draw], fit.Draw, fit.Seed, fit.Size)))
        {
            Console.WriteLine(FitFolder.TimeIsOver);
            return;
        }

        Console.WriteLine("draw,what,seed,k = l,numbers,accuracy,log-loss");
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
