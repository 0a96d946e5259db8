using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Text;
using TorchSharp;

namespace Nola.Bench.Tasks;

/// <summary>
/// Correlation with people's judgement on the dev part of the STS benchmark: frozen embeddings' cosine, NOLA and a linear probe in both pair modes, and
/// what ML.NET's stock components reach on the same rows. For short runs: methods by name, rows=N and dev=N (rows from all over the file, which is
/// sorted by source), epochs=N.
/// </summary>
internal static class TaskRegressionBenchmark
{
    private static readonly Dictionary<string, Func<MLContext, SimilarityData, Settings, IEnumerable<float>>> Methods = new(StringComparer.Ordinal)
    {
        ["cosine"] = static (_, data, _) => Cosines(data.Dev),
        ["probe-siamese"] = static (ml, data, settings) => Fit(ml, data, Nola(ml, PairMode.Siamese, AdaptationMethod.LinearProbe, settings)),
        ["probe-cross"] = static (ml, data, settings) => Fit(ml, data, Nola(ml, PairMode.Cross, AdaptationMethod.LinearProbe, settings)),
        ["nola-siamese"] = static (ml, data, settings) => Fit(ml, data, Nola(ml, PairMode.Siamese, AdaptationMethod.Nola, settings)),
        ["nola-cross"] = static (ml, data, settings) => Fit(ml, data, Nola(ml, PairMode.Cross, AdaptationMethod.Nola, settings)),
        ["stock-sdca"] = static (ml, data, _) => Fit(ml, data, Stock(ml).Append(ml.Regression.Trainers.Sdca())),
        ["stock-lightgbm"] = static (ml, data, _) => Fit(ml, data, Stock(ml).Append(ml.Regression.Trainers.LightGbm())),
    };

    public static void Run(string datasets, string[] settings)
    {
        string? Value(string key) => settings.LastOrDefault(argument => argument.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..];
        int? Number(string key) => Value(key) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        SimilarityData all = SimilarityData.Sts(datasets);
        var data = new SimilarityData(Spread(all.Train, Number("rows")), Spread(all.Dev, Number("dev")));
        string[] chosen = [.. settings.Where(Methods.ContainsKey)];
        Console.WriteLine("method,training_rows,dev_rows,epochs,seed,pearson,spearman,rmse,processor_seconds");
        foreach (string method in chosen.Length > 0 ? chosen : [.. Methods.Keys])
        {
            foreach (string seed in (Value("seeds") ?? "0").Split(','))
            {
                Measure(method, data, new Settings(Number("epochs"), int.Parse(seed, CultureInfo.InvariantCulture)));
            }
        }
    }

    private static SimilarityRow[] Spread(IReadOnlyList<SimilarityRow> rows, int? count) =>
        count is int some && some < rows.Count ? [.. Enumerable.Range(0, some).Select(index => rows[(int)((long)index * rows.Count / some)])] : [.. rows];

    private static void Measure(string method, SimilarityData data, Settings settings)
    {
        var ml = new MLContext(settings.Seed);
        using var process = Process.GetCurrentProcess();
        TimeSpan start = process.TotalProcessorTime;
        float[] scores = [.. Methods[method](ml, data, settings)];
        process.Refresh();
        double seconds = (process.TotalProcessorTime - start).TotalSeconds;
        IDataView scored = ml.Data.LoadFromEnumerable(data.Dev.Zip(scores, static (row, score) => new ScoredPair { Label = row.Label, Score = score }));
        CorrelationMetrics correlation = ml.Regression.EvaluateCorrelation(scored);
        double error = ml.Regression.Evaluate(scored).RootMeanSquaredError;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{method},{data.Train.Count},{data.Dev.Count},{settings.Epochs},{settings.Seed},"
            + $"{correlation.Pearson:F4},{correlation.Spearman:F4},{error:F3},{seconds:F0}"));
    }

    private static NolaTextRegressionTrainer Nola(MLContext ml, PairMode mode, AdaptationMethod method, Settings settings) =>
        ml.Regression.Trainers.NolaTextRegression(new NolaTextRegressionOptions
        {
            Sentence2ColumnName = nameof(SimilarityRow.Sentence2),
            PairMode = mode,
            Adapter = new AdapterConfig { Method = method, BasisSeed = AdapterConfig.DefaultBasisSeed + settings.Seed },
            Training = new NolaTrainingOptions { Epochs = settings.Epochs },
        });

    /// <summary>ML.NET's own way: n-grams of both columns, one after the other.</summary>
    private static EstimatorChain<ColumnConcatenatingTransformer> Stock(MLContext ml) =>
        ml.Transforms.Text.FeaturizeText("First", nameof(SimilarityRow.Sentence1))
            .Append(ml.Transforms.Text.FeaturizeText("Second", nameof(SimilarityRow.Sentence2)))
            .Append(ml.Transforms.Concatenate("Features", "First", "Second"));

    private static float[] Fit<T>(MLContext ml, SimilarityData data, IEstimator<T> estimator)
        where T : class, ITransformer
    {
        T model = estimator.Fit(ml.Data.LoadFromEnumerable(data.Train));
        float[] scores = [.. model.Transform(ml.Data.LoadFromEnumerable(data.Dev)).GetColumn<float>("Score")];
        (model as IDisposable)?.Dispose();
        return scores;
    }

    private static IEnumerable<float> Cosines(IEnumerable<SimilarityRow> rows)
    {
        using BackboneLease lease = Backbone.Acquire(BackboneReference.Default);
        TextTokenizer tokenizer = TextTokenizer.FromFolder(lease.Folder);
        foreach (SimilarityRow row in rows)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            yield return torch.nn.functional.cosine_similarity(Embed(row.Sentence1), Embed(row.Sentence2), dim: 1).item<float>();
        }

        torch.Tensor Embed(string text)
        {
            using var mode = torch.no_grad();
            int[] ids = [.. tokenizer.Encode(text, maxLength: 128).Ids];
            return lease.Backbone.Forward(new TokenBatch(ids, Array.ConvertAll(ids, static _ => 1), 1, ids.Length)).mean([1]);
        }
    }

    private sealed record Settings(int? Epochs, int Seed);

    private sealed class ScoredPair
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
