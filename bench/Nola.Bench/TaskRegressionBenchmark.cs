using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Text;
using TorchSharp;

namespace Nola.Bench;

/// <summary>
/// Correlation with people's judgement on the dev part of the STS benchmark: frozen embeddings' cosine, NOLA and a linear probe in both pair modes, and
/// what ML.NET's stock components reach on the same rows. Named methods alone, so that a run stays short; rows=N takes the first N training rows.
/// </summary>
internal static class TaskRegressionBenchmark
{
    private static readonly Dictionary<string, Func<MLContext, SimilarityData, int, IEnumerable<float>>> Methods = new(StringComparer.Ordinal)
    {
        ["cosine"] = static (_, data, _) => Cosines(data.Dev),
        ["probe-siamese"] = static (ml, data, seed) => Fit(ml, data, Nola(ml, PairMode.Siamese, AdaptationMethod.LinearProbe, seed)),
        ["probe-cross"] = static (ml, data, seed) => Fit(ml, data, Nola(ml, PairMode.Cross, AdaptationMethod.LinearProbe, seed)),
        ["nola-siamese"] = static (ml, data, seed) => Fit(ml, data, Nola(ml, PairMode.Siamese, AdaptationMethod.Nola, seed)),
        ["nola-cross"] = static (ml, data, seed) => Fit(ml, data, Nola(ml, PairMode.Cross, AdaptationMethod.Nola, seed)),
        ["stock-sdca"] = static (ml, data, _) => Fit(ml, data, Stock(ml).Append(ml.Regression.Trainers.Sdca())),
        ["stock-lightgbm"] = static (ml, data, _) => Fit(ml, data, Stock(ml).Append(ml.Regression.Trainers.LightGbm())),
    };

    public static void Run(string folder, string[] arguments)
    {
        const string Rows = "rows=", Seeds = "seeds=";
        string? Value(string key) => arguments.LastOrDefault(argument => argument.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
        SimilarityData all = SimilarityData.Sts(folder);
        SimilarityData data = all with { Train = [.. all.Train.Take(int.Parse(Value(Rows) ?? "5749", CultureInfo.InvariantCulture))] };
        string[] chosen = [.. arguments.Where(Methods.ContainsKey)];
        Console.WriteLine("data,method,training_rows,seed,pearson,spearman,rmse,seconds");
        foreach (string method in chosen.Length > 0 ? chosen : [.. Methods.Keys])
        {
            foreach (int seed in (Value(Seeds) ?? "0").Split(',').Select(static seed => int.Parse(seed, CultureInfo.InvariantCulture)))
            {
                Measure(method, data, seed);
            }
        }
    }

    private static void Measure(string method, SimilarityData data, int seed)
    {
        var ml = new MLContext(seed);
        var clock = Stopwatch.StartNew();
        float[] scores = [.. Methods[method](ml, data, seed)];
        IDataView scored = ml.Data.LoadFromEnumerable(data.Dev.Zip(scores, static (row, score) => new ScoredPair { Label = row.Label, Score = score }));
        CorrelationMetrics correlation = ml.Regression.EvaluateCorrelation(scored);
        double error = ml.Regression.Evaluate(scored).RootMeanSquaredError;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"stsb-dev,{method},{data.Train.Count},{seed},{correlation.Pearson:F4},{correlation.Spearman:F4},{error:F3},{clock.Elapsed.TotalSeconds:F0}"));
    }

    private static NolaTextRegressionTrainer Nola(MLContext ml, PairMode mode, AdaptationMethod method, int seed) =>
        ml.Regression.Trainers.NolaTextRegression(new NolaTextRegressionOptions
        {
            Sentence2ColumnName = nameof(SimilarityRow.Sentence2),
            PairMode = mode,
            Adapter = new AdapterConfig { Method = method, BasisSeed = AdapterConfig.DefaultBasisSeed + seed },
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

    private sealed class ScoredPair
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
