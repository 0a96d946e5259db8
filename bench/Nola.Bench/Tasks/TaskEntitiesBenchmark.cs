using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Bench.Tasks;

/// <summary>
/// Entities of WNUT 2017 (DATASETS/wnut17): NOLA, a linear probe on frozen tokens, and what stock components of ML.NET reach on the same rows with a word, its
/// letters, its shape and its neighbours as features. One line of comma-separated values a run.
/// </summary>
internal static class TaskEntitiesBenchmark
{
    public static void Run(string datasets, string? method = null, params int[] seeds)
    {
        TaggedSentence[] train = TaggedSentence.Read(Path.Combine(datasets, "wnut17", "train.conll"));
        TaggedSentence[] test = TaggedSentence.Read(Path.Combine(datasets, "wnut17", "test.conll"));
        Console.WriteLine("method,seed,adapter_parameters,head_parameters,epochs,precision,recall,f1,strict_f1,word_accuracy,fit_seconds");
        string[] methods = method is not null ? [method] : ["sdca", "lbfgs", "perceptron", nameof(AdaptationMethod.LinearProbe), nameof(AdaptationMethod.Nola)];
        seeds = seeds is [] ? [1, 2, 3] : seeds;
        foreach (string chosen in methods)
        {
            if (!Enum.TryParse(chosen, out AdaptationMethod adaptation))
            {
                RunStock(chosen, train, test);
                continue;
            }

            foreach (int seed in seeds)
            {
                RunNola(adaptation, seed, train, test);
            }
        }
    }

    private static void RunNola(AdaptationMethod method, int seed, TaggedSentence[] train, TaggedSentence[] test)
    {
        var ml = new MLContext(seed);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(TaggedSentence.Tags))
            .Append(ml.MulticlassClassification.Trainers.NolaNamedEntityRecognition(new NolaNamedEntityRecognitionOptions
            {
                Adapter = new AdapterConfig { Method = method, BasisSeed = AdapterConfig.DefaultBasisSeed + seed },
            }));
        var clock = Stopwatch.StartNew();
        using TransformerChain<NolaNamedEntityRecognitionTransformer> model = pipeline.Fit(ml.Data.LoadFromEnumerable(train));
        double seconds = clock.Elapsed.TotalSeconds;
        NolaEntityMetrics metrics = ml.MulticlassClassification.EvaluateNamedEntityRecognition(model.Transform(ml.Data.LoadFromEnumerable(test)));
        AdapterInfo adapter = model.LastTransformer.Adapter;
        string parameters = string.Create(CultureInfo.InvariantCulture, $"{adapter.AdapterParameters},{adapter.HeadParameters}");
        Print($"{method},{seed},{parameters},{model.LastTransformer.Report!.Epochs.Count}", metrics, seconds);
    }

    private static void RunStock(string name, TaggedSentence[] train, TaggedSentence[] test)
    {
        var ml = new MLContext(1);
        var text = ml.Transforms.Text;
        var hash = ml.Transforms.Categorical;
        string[] words =
        [
            nameof(WordInContext.Lower), nameof(WordInContext.Shape), nameof(WordInContext.Before), nameof(WordInContext.After), nameof(WordInContext.TwoBefore),
            nameof(WordInContext.TwoAfter), nameof(WordInContext.ShapeBefore), nameof(WordInContext.ShapeAfter),
        ];
        IEstimator<ITransformer> features = hash.OneHotEncoding([.. words.Select(static word => new InputOutputColumnPair(word + "Slots", word))])
            .Append(text.TokenizeIntoCharactersAsKeys("Letters", nameof(WordInContext.Word)))
            .Append(text.ProduceNgrams("LetterGrams", "Letters", ngramLength: 4, useAllLengths: true))
            .Append(ml.Transforms.Concatenate("Features", [.. words.Select(static word => word + "Slots"), "LetterGrams"]))
            .Append(ml.Transforms.Conversion.MapValueToKey("Label", nameof(WordInContext.Tag)))
            .AppendCacheCheckpoint(ml);
        IDataView rows = ml.Data.LoadFromEnumerable(WordInContext.Of(train));
        var trainers = ml.MulticlassClassification.Trainers;
        IEstimator<ITransformer> trainer = name switch
        {
            "sdca" => trainers.SdcaMaximumEntropy(),
            "lbfgs" => trainers.LbfgsMaximumEntropy(),
            _ => trainers.OneVersusAll(ml.BinaryClassification.Trainers.AveragedPerceptron(numberOfIterations: 10)),
        };
        var clock = Stopwatch.StartNew();
        var model = features.Append(trainer).Append(ml.Transforms.Conversion.MapKeyToValue("Predicted", "PredictedLabel")).Fit(rows);
        double seconds = clock.Elapsed.TotalSeconds;
        string[] tags = [.. model.Transform(ml.Data.LoadFromEnumerable(WordInContext.Of(test))).GetColumn<string>("Predicted")];
        int at = 0;
        var compared = test.Select(sentence => new Compared { Label = sentence.Tags, PredictedLabel = tags[at..(at += sentence.Tags.Length)] }).ToArray();
        Print($"{name},1,,,", ml.MulticlassClassification.EvaluateNamedEntityRecognition(ml.Data.LoadFromEnumerable(compared)), seconds);
    }

    private static void Print(string run, NolaEntityMetrics metrics, double seconds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{run},{metrics.Precision:F4},{metrics.Recall:F4},{metrics.F1:F4},{metrics.StrictEntities.Micro.F1:F4},{metrics.WordAccuracy:F4},{seconds:F1}"));

    private sealed class Compared
    {
        public string[] Label { get; set; } = [];

        public string[] PredictedLabel { get; set; } = [];
    }
}
