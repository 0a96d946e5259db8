using System.CommandLine;
using System.Globalization;
using Microsoft.ML.Nola;

namespace Nola.Bench.Quality.Soups;

/// <summary>What lies between the fits to two data sets with the same classes, measured on both.</summary>
internal static class InterpolationCommand
{
    // The size of the defaults.
    private const int Size = 192;

    private static readonly double[] Shares = [0, 0.25, 0.5, 0.75, 1];

    public static Command Create()
    {
        var options = new SoupOptions();
        var set = new Option<string>("--set") { Description = "The data set.", DefaultValueFactory = static _ => "reviews-1979" };
        var other = new Option<string>("--other") { Description = "The data set whose share grows.", DefaultValueFactory = static _ => "sst2-2000" };
        var command = new Command("interpolate", "Weighted averages of a fit to one data set and a fit to another.") { set, other };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] names = [parsed.GetRequiredValue(set), parsed.GetRequiredValue(other)];
            SoupRows[][] rows = [.. names.Select(name => options.Rows(parsed, name))];
            FitFolder[] folders = [.. names.Select(name => options.Fits(parsed, name))];
            int draws = rows[0].Length;
            if (!Enumerable.Range(0, draws).All(draw => Enumerable.Range(0, 2).All(one => folders[one].Fill(rows[one][draw], draw, 0, Size))))
            {
                Console.WriteLine(FitFolder.TimeIsOver);
                return;
            }

            Console.WriteLine($"draw,share of {names[1]},accuracy on {names[0]},log-loss,accuracy on {names[1]},log-loss");
            for (int draw = 0; draw < draws; draw++)
            {
                NolaTextClassificationTransformer[] fits = [.. Enumerable.Range(0, 2).Select(one => rows[one][draw].Load(folders[one].Zip(draw, 0, Size)))];
                foreach (double share in Shares)
                {
                    using NolaTextClassificationTransformer between = ModelSoup.Average(fits, [1 - share, share]);
                    Console.WriteLine(string.Create(
                        CultureInfo.InvariantCulture, $"{draw},{share},{rows[0][draw].Measure(between)},{rows[1][draw].Measure(between)}"));
                }

                Array.ForEach(fits, static fit => fit.Dispose());
            }
        });
        return command;
    }
}
