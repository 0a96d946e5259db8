using Microsoft.ML;
using Microsoft.ML.Nola;

namespace E2E;

/// <summary>Fits contenders and compares what they write with what people wrote.</summary>
internal sealed class Experiment(Settings settings, Action<string, double, int, string, Outcome> log)
{
    /// <summary>The rate that writes best of the dev restaurants. Each contender tries as many.</summary>
    public double ChooseRate(Contender contender)
    {
        // The middle ones, if not all are to be tried.
        int skipped = Math.Max(0, (contender.Rates.Length - settings.Trials) / 2);
        double[] rates = [.. contender.Rates.Skip(skipped).Take(settings.Trials).Select(rate => rate * settings.RateScale)];
        return rates.Length == 1
            ? rates[0]
            : rates.MaxBy(rate => Run(contender, rate, seed: -1, "dev", static (data, n) => data.Dev(n), settings.DevRestaurants).Metrics.Bleu);
    }

    /// <summary>Fits with a seed and reports on the test restaurants.</summary>
    public Outcome Test(Contender contender, double rate, int seed) =>
        Run(contender, rate, seed, "test", static (data, n) => data.Test(n), settings.TestRestaurants);

    private Outcome Run(Contender contender, double rate, int seed, string part, Func<Restaurants, int, Described[]> read, int count)
    {
        var ml = new MLContext(seed);
        var data = new Restaurants(ml, settings.Data);
        var options = new NolaTextGenerationOptions
        {
            Backbone = settings.Reference,
            Adapter = contender.Adapter,
            Training = new NolaTrainingOptions { Epochs = 1, BatchSize = settings.BatchSize, Seed = seed, LearningRate = rate > 0 ? rate : null },
            Generation = new NolaGenerationOptions { MaxNewTokens = settings.MaxNewTokens, StopStrings = { "\n" } },
        };
        if (settings.Beams > 1)
        {
            (options.Generation.NumBeams, options.Generation.LengthPenalty, options.Generation.NoRepeatNGramSize) = (settings.Beams, 0.8, 4);
        }

        // One epoch over as many rows as the steps need: equal steps for everyone.
        IDataView train = ml.Data.LoadFromEnumerable(data.Train(settings.Steps * settings.BatchSize, seed));
        using NolaTextGenerationTransformer model = ml.Transforms.NolaTextGeneration(options).Fit(train);
        IDataView outputs = model.Transform(ml.Data.LoadFromEnumerable(read(data, count)));
        NolaTextGenerationMetrics metrics = ml.EvaluateTextGeneration(outputs, referenceColumnName: nameof(Described.References));
        var outcome = new Outcome(model.Adapter.AdapterParameters, model.Report?.Seconds ?? 0, metrics);
        log(contender.Name, rate, seed, part, outcome);
        return outcome;
    }
}
