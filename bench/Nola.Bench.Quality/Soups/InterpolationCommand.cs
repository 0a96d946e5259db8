using System.CommandLine;
using System.Globalization;
using Microsoft.ML.Nola;
using Nola.Bench.Quality.Data;

namespace Nola.Bench.Quality.Soups;

/// <summary>What lies between the fits to two data sets with the same classes, and a fit to both, measured on both.</summary>
internal static class InterpolationCommand
{
    // k and l of the defaults.
    private const int Size = 192;

    private static readonly double[] Shares = [0, 0.25, 0.5, 0.75, 1];

    public static Command Create()
    {
        var options = new SoupOptions();
        var first = new Option<string>("--set") { Description = "The data set.", DefaultValueFactory = static _ => "reviews-1979" };
        var second = new Option<string>("--other") { Description = "The data set whose share grows.", DefaultValueFactory = static _ => "sst2-2000" };
        var command = new Command("interpolate", "Weighted averages of a fit to one data set and a fit to another.") { first, second };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            (string set, string other) = (parsed.GetRequiredValue(first), parsed.GetRequiredValue(second));
            (Draw[] ofSet, Draw[] ofOther) = (options.Draws(parsed, set), options.Draws(parsed, other));
            Draw[] both = [.. ofSet.Zip(ofOther, static (one, two) => new Draw([.. one.Train, .. two.Train], one.Test))];
            Fits[] fits =
            [
                new(options.Rows(parsed, ofSet), options.Fits(parsed, set)),
                new(options.Rows(parsed, ofOther), options.Fits(parsed, other)),
                new(options.Rows(parsed, both), options.Fits(parsed, $"{set}-and-{other}")),
            ];
            if (!Enumerable.Range(0, both.Length).All(draw => fits.All(one => one.Folder.Fill(one.Rows[draw], draw, 0, Size))))
            {
                Console.WriteLine(FitFolder.TimeIsOver);
                return;
            }

            Console.WriteLine($"draw,share of {other},accuracy on {set},log-loss,accuracy on {other},log-loss");
            for (int draw = 0; draw < both.Length; draw++)
            {
                Measure(fits, draw);
            }
        });
        return command;
    }

    private static void Measure(Fits[] fits, int draw)
    {
        NolaTextClassificationTransformer[] models = [.. fits.Select(one => one.Rows[draw].Load(one.Folder.Zip(draw, 0, Size)))];
        foreach (double share in Shares)
        {
            using NolaTextClassificationTransformer between = ModelSoup.Average(models[..2], [1 - share, share]);
            Print(share.ToString(CultureInfo.InvariantCulture), between);
        }

        Print("one fit to both", models[2]);
        Array.ForEach(models, static model => model.Dispose());

        void Print(string what, NolaTransformer model) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{draw},{what},{fits[0].Rows[draw].Measure(model)},{fits[1].Rows[draw].Measure(model)}"));
    }

    private sealed record Fits(SoupRows[] Rows, FitFolder Folder);
}
