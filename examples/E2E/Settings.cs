using System.CommandLine;
using Microsoft.ML.Nola;

namespace E2E;

/// <summary>What the command line says.</summary>
internal sealed record Settings
{
    private const string Beside = "models/stories260K";

    public required string Backbone { get; init; }

    public required string Data { get; init; }

    public required int Steps { get; init; }

    public required int BatchSize { get; init; }

    public required int[] Seeds { get; init; }

    public required int Trials { get; init; }

    /// <summary>By what all rates are multiplied.</summary>
    public required double RateScale { get; init; }

    public required int DevRestaurants { get; init; }

    public required int TestRestaurants { get; init; }

    public required int Beams { get; init; }

    public required int MaxNewTokens { get; init; }

    public required string[] Only { get; init; }

    public required string? Csv { get; init; }

    public BackboneReference Reference => BackboneReference.FromPath(Backbone);

    /// <summary>Runs the program with the settings of a command line.</summary>
    public static int Run(string[] arguments, Action<Settings> program)
    {
        var backbone = Value("--backbone", "PATH", "A folder or a GGUF file of a language model.", Path.Combine(AppContext.BaseDirectory, Beside));
        var data = Value(
            "--data", "FOLDER", "The folder of trainset.csv, devset.csv and testset_w_refs.csv.", Path.Combine(AppContext.BaseDirectory, "data", "e2e"));
        var steps = Value("--steps", "N", "Steps of the optimiser of every fit.", 250);
        var batch = Value("--batch-size", "N", "Rows of a step.", 8);
        var seeds = Value("--seeds", "N,N", "Seeds of the fits that are reported; each draws its own rows.", "0,1,2");
        var trials = Value("--trials", "N", "Rates that each method tries on the dev restaurants, 1 to 3; 1 takes the middle one.", 3);
        var scale = Value(
            "--rate-scale", "X", "By what the rates of all methods are multiplied; a model as small as the default one wants more than a large one.", 1.0);
        var dev = Value("--dev", "N", "Restaurants to choose rates by.", 40);
        var test = Value("--test", "N", "Restaurants to report on.", 150);
        var beams = Value("--beams", "N", "Beams; above 1 with length penalty 0.8 and no 4 words twice, as in the paper.", 1);
        var tokens = Value("--max-new-tokens", "N", "The longest output in tokens.", 120);
        var only = Value("--only", "NAMES", "Rows of the table whose name contains one of these, such as r=1;full; default: all.", "");
        var csv = new Option<string?>("--csv") { Description = "A file to append one line a fit to.", HelpName = "FILE" };
        var command = new RootCommand("Adapts a language model to write of restaurants, in the ways that the NOLA paper compares (E2E NLG challenge).")
        {
            backbone, data, steps, batch, seeds, trials, scale, dev, test, beams, tokens, only, csv,
        };
        command.SetAction(parsed => program(new Settings
        {
            Backbone = parsed.GetRequiredValue(backbone),
            Data = parsed.GetRequiredValue(data),
            Steps = parsed.GetRequiredValue(steps),
            BatchSize = parsed.GetRequiredValue(batch),
            Seeds = [.. Parts(parsed.GetRequiredValue(seeds)).Select(static seed => int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture))],
            Trials = Math.Clamp(parsed.GetRequiredValue(trials), 1, 3),
            RateScale = parsed.GetRequiredValue(scale),
            DevRestaurants = parsed.GetRequiredValue(dev),
            TestRestaurants = parsed.GetRequiredValue(test),
            Beams = parsed.GetRequiredValue(beams),
            MaxNewTokens = parsed.GetRequiredValue(tokens),
            Only = Parts(parsed.GetRequiredValue(only), ';'),
            Csv = parsed.GetValue(csv),
        }));
        return command.Parse(arguments).Invoke();
    }

    private static string[] Parts(string list, char separator = ',') => list.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static Option<T> Value<T>(string name, string helpName, string description, T value) =>
        new(name) { Description = description, HelpName = helpName, DefaultValueFactory = _ => value };
}
