using System.Globalization;
using E2E;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Bench.Language;

/// <summary>
/// What settings of an adapter are worth to a language model: E2E's rows, as in examples/E2E, a few steps, the loss of other rows' tokens and, if asked for, BLEU. A loss has far
/// less spread than BLEU, so it tells settings apart with fewer runs.
/// </summary>
internal static class CompletionBenchmark
{
    private const int HeldOut = 128;

    /// <summary>Fits with each of the settings, one line of comma-separated values for each.</summary>
    /// <param name="model">The folder of a language model, or a GGUF file.</param>
    /// <param name="data">The folder of E2E's whole set.</param>
    /// <param name="settings">Such as "steps=120 seed=1 targets=mlp-out r=4 k=480 l=480 rate=5e-3 bleu=60".</param>
    public static void Run(string model, string data, string[] settings)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        BackboneReference backbone = BackboneReference.FromPath(model);
        foreach (string line in settings)
        {
            Dictionary<string, string> said = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static part => part.Split('=', 2))
                .ToDictionary(static part => part[0], static part => part[1], StringComparer.Ordinal);
            Console.WriteLine(Measure(backbone, data, line, said));
        }
    }

    private static string Evaluate(MLContext ml, NolaTextGenerationTransformer model, IDataView described)
    {
        NolaTextGenerationMetrics found = ml.EvaluateTextGeneration(model.Transform(described), referenceColumnName: nameof(Described.References));
        return $"{found.Bleu:F4},{found.Nist:F4},{found.RougeL:F4},{found.Cider:F4},{found.Meteor:F4}";
    }

    private static string Measure(BackboneReference backbone, string data, string line, Dictionary<string, string> said)
    {
        int seed = Int("seed") ?? 0;
        int steps = Int("steps") ?? 60;
        const int batch = 8;
        var ml = new MLContext(seed);
        var restaurants = new Restaurants(ml, data);
        var adapter = new AdapterConfig
        {
            Method = said.TryGetValue("method", out string? method) ? Enum.Parse<AdaptationMethod>(method) : AdaptationMethod.Nola,
            NumBasisA = Int("k"),
            NumBasisB = Int("l") ?? Int("k"),
            ParameterBudget = Int("budget"),
            Alpha = Number("alpha"),
            Sharing = said.TryGetValue("sharing", out string? sharing) ? Enum.Parse<BasisSharing>(sharing) : BasisSharing.Shared,
            BasisSeed = Int("basis") ?? AdapterConfig.DefaultBasisSeed,
        };
        adapter.Rank = Int("r") ?? adapter.Rank;
        foreach (string target in said.GetValueOrDefault("targets", "attention").Split('+'))
        {
            adapter.TargetModules.Add(target);
        }

        var training = new NolaTrainingOptions { Epochs = 1, BatchSize = batch, Seed = seed, LearningRate = Number("rate") };
        training.WarmupRatio = Number("warmup") ?? training.WarmupRatio;
        training.AveragingRatio = Number("average") ?? training.AveragingRatio;
        training.LabelSmoothing = Number("smoothing") ?? training.LabelSmoothing;
        training.Schedule = said.TryGetValue("schedule", out string? schedule) ? Enum.Parse<LearningRateSchedule>(schedule) : training.Schedule;
        var options = new NolaTextGenerationOptions
        {
            Backbone = backbone,
            Adapter = adapter,
            Training = training,
            BaseQuantization = said.TryGetValue("base", out string? bits) ? Enum.Parse<BaseQuantization>(bits) : BaseQuantization.None,
            Generation = new NolaGenerationOptions { MaxNewTokens = 80, StopStrings = { "\n" } },
        };
        IDataView train = ml.Data.LoadFromEnumerable(restaurants.Train(steps * batch, seed));
        IDataView held = ml.Data.LoadFromEnumerable(restaurants.Dev().Take(HeldOut));
        using NolaTextGenerationTransformer fitted = ml.Transforms.NolaTextGeneration(options).Fit(train, held);
        NolaFitReport report = fitted.Report!;
        string bleu = string.Empty;
        if (Int("bleu") is int count)
        {
            IDataView described = ml.Data.LoadFromEnumerable(said.ContainsKey("test") ? restaurants.Test(count) : restaurants.Dev(count));
            bleu = Evaluate(ml, fitted, described);
            if (Int("beams") is int beams)
            {
                // The paper's decoding but for the number of beams, which it has as 10.
                NolaGenerationOptions generation = fitted.Generation;
                (generation.NumBeams, generation.LengthPenalty, generation.NoRepeatNGramSize) = (beams, 0.8, 4);
                using NolaTextGenerationTransformer searching = fitted.WithGeneration(generation);
                bleu += "," + Evaluate(ml, searching, described);
            }
        }

        return $"{line},{fitted.Adapter.AdapterParameters},{report.Epochs[^1].Loss:F4},{report.Epochs[^1].ValidationLoss:F4},{report.Seconds:F0},{bleu}";

        int? Int(string name) => said.TryGetValue(name, out string? value) ? int.Parse(value, CultureInfo.InvariantCulture) : null;

        double? Number(string name) => said.TryGetValue(name, out string? value) ? double.Parse(value, CultureInfo.InvariantCulture) : null;
    }
}
