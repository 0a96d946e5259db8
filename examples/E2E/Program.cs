using System.Globalization;
using E2E;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return Settings.Run(args, static settings =>
{
    int rankOne;
    using (BackboneLease lease = Backbone.Acquire(settings.Reference))
    {
        rankOne = Contender.CountRankOne(lease.Backbone);
    }

    var experiment = new Experiment(settings, (name, rate, seed, part, outcome) =>
    {
        NolaTextGenerationMetrics found = outcome.Metrics;
        string line = $"{name},{rate},{seed},{settings.Steps},{part},{outcome.Parameters},{found.Bleu:F4},{found.Nist:F4},{found.RougeL:F4},"
            + $"{found.Cider:F4},{found.Meteor:F4},{outcome.Seconds:F1}";
        Console.Error.WriteLine($"  {line}");
        if (settings.Csv is not null)
        {
            File.AppendAllText(settings.Csv, line + "\n");
        }
    });

    Console.WriteLine(
        $"{settings.Steps} steps of {settings.BatchSize} rows, {settings.TestRestaurants} restaurants to report on, seeds {string.Join(", ", settings.Seeds)}");
    Console.WriteLine($"{"",-18}{"numbers",12}{"rate",9}{"BLEU",16}{"NIST",16}{"ROUGE-L",16}{"CIDEr",16}{"s",8}");
    foreach (Contender contender in Contender.All(rankOne))
    {
        if (settings.Only.Length > 0 && !settings.Only.Any(part => contender.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))
        {
            continue;
        }

        double rate = experiment.ChooseRate(contender);
        Outcome[] outcomes = [.. (rate > 0 ? settings.Seeds : settings.Seeds[..1]).Select(seed => experiment.Test(contender, rate, seed))];
        Console.WriteLine(
            $"{contender.Name,-18}{outcomes[0].Parameters,12:N0}{rate,9}{Spread(outcomes, static m => m.Bleu)}{Spread(outcomes, static m => m.Nist)}"
            + $"{Spread(outcomes, static m => m.RougeL)}{Spread(outcomes, static m => m.Cider)}{outcomes.Average(static outcome => outcome.Seconds),8:F0}");
    }
});

// The mean, and the standard deviation over seeds.
static string Spread(Outcome[] outcomes, Func<NolaTextGenerationMetrics, double> metric)
{
    double[] values = [.. outcomes.Select(outcome => metric(outcome.Metrics))];
    double mean = values.Average();
    double squares = values.Sum(value => (value - mean) * (value - mean));
    string spread = values.Length < 2 ? "" : $" +- {Math.Sqrt(squares / (values.Length - 1)):F3}";
    return $"{$"{mean:F3}{spread}",16}";
}
