using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;
using Nola.Bench.Quality;
using Nola.Bench.Quality.Data;
using Nola.Bench.Quality.Methods;
using Nola.Bench.Quality.Reporting;
using Nola.Bench.Quality.Soups;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var datasets = new Option<string>("--data") { Description = "The folder of sentiment-sentences, sst2 and banking77.", Required = true };
Option<string> output = Value("--results", "The file of results; what it has is not measured again.", "bench/results/quality.jsonl");
Option<string> only = Value("--only", "Data sets and contenders of these names, or whose names contain one of these, such as sst2;NOLA: a name may have a comma in it.", "");
Option<int> seeds = Value("--seeds", "How many seeds the table has.", 5);
Option<double> minutes = Value("--minutes", "No fit begins after so many minutes.", double.PositiveInfinity);
var backbone = new Option<string?>("--backbone") { Description = "The folder of another backbone than MiniLM; wants another file of results." };
Option<ComputeType> computeType = Value("--compute-type", "In which type of number backbones compute; another one wants another file of results.", ComputeType.Float32);
var settings = new Option<bool>("--settings")
{
    Description = "Settings of NOLA in place of the table; --results must be another file, which the report finds as quality-settings.jsonl beside quality.jsonl.",
};
var report = new Option<string?>("--report")
{
    Description = "Measures nothing, and writes the tables of the results to this file, and plots beside it in images/.",
};
var command = new RootCommand("What methods of adaptation reach on texts, and what ML.NET has without them.")
{
    datasets, output, only, seeds, minutes, backbone, computeType, settings, report, SoupCommand.Create(), InterpolationCommand.Create(),
};
command.SetAction(parsed =>
{
    var results = new ResultFile(parsed.GetRequiredValue(output));
    DataSet[] sets = DataSet.All(parsed.GetRequiredValue(datasets));
    var network = new Network(
        parsed.GetValue(backbone) is { } folder ? BackboneReference.FromFolder(folder) : BackboneReference.Default, parsed.GetValue(computeType));
    Contender[] contenders = parsed.GetValue(settings) ? NolaSettings.All(network) : Contender.All(network);
    if (parsed.GetValue(report) is { } path)
    {
        string file = parsed.GetRequiredValue(output);
        var ofSettings = new ResultFile(Path.Combine(Path.GetDirectoryName(file)!, SettingsName(Path.GetFileName(file))));
        new QualityReport(results, ofSettings, sets, contenders, NolaSettings.All(network)).Write(path, Path.GetFileName(file), parsed.GetValue(computeType));
        return 0;
    }

    string[] chosen = parsed.GetRequiredValue(only).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    var clock = Stopwatch.StartNew();
    var table = new Table(results, [.. Enumerable.Range(0, parsed.GetValue(seeds))], () => clock.Elapsed.TotalMinutes < parsed.GetValue(minutes));

    // A misspelt name would narrow nothing, and everything would be measured.
    if (chosen.FirstOrDefault(part => !sets.Any(set => Has(set.Name, part)) && !contenders.Any(contender => Has(contender.Name, part))) is { } unknown)
    {
        Console.Error.WriteLine($"--only names '{unknown}', and no data set or contender has that in its name.");
        return 1;
    }

    // Of names of data sets and of contenders each narrows its own kind.
    DataSet[] wantedSets = Narrow(sets, static set => set.Name, chosen);
    Contender[] wanted = Narrow(contenders, static contender => contender.Name, chosen);
    foreach ((DataSet set, Contender contender) in wantedSets.SelectMany(set => wanted.Select(contender => (set, contender))))
    {
        if (!table.Fill(set, contender))
        {
            Console.WriteLine(FitFolder.TimeIsOver);
            return 0;
        }
    }

    return 0;
});
return command.Parse(args).Invoke();

static string SettingsName(string results) => results.Replace("quality", "quality-settings", StringComparison.Ordinal);

static Option<T> Value<T>(string name, string description, T value) => new(name) { Description = description, DefaultValueFactory = _ => value };

static bool Has(string name, string part) => name.Contains(part, StringComparison.OrdinalIgnoreCase);

static T[] Narrow<T>(T[] all, Func<T, string> name, string[] chosen)
{
    // A whole name means that one alone, though it be a part of others: sst2-200 is one of sst2-2000.
    bool Means(string part, string one) => all.Any(other => name(other).Equals(part, StringComparison.OrdinalIgnoreCase))
        ? one.Equals(part, StringComparison.OrdinalIgnoreCase)
        : Has(one, part);
    T[] named = [.. all.Where(one => chosen.Any(part => Means(part, name(one))))];
    return named.Length > 0 ? named : all;
}
