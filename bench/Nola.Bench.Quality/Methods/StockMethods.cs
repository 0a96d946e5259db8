using Microsoft.ML;
using Microsoft.ML.Data;
using Nola.Bench.Quality.Data;

namespace Nola.Bench.Quality.Methods;

/// <summary>What an ML.NET user has without this library: n-grams of words and characters, and a trainer over them.</summary>
internal static class StockMethods
{
    public static Contender[] All() =>
    [
        new("FeaturizeText + SdcaMaximumEntropy", [1e-6, 1e-5, 1e-4], static (ml, weight, _) => Featurized(ml).Append(
            ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(l2Regularization: (float?)weight))),
        new("FeaturizeText + AveragedPerceptron", [5, 10, 20], static (ml, passes, _) => Featurized(ml).Append(
            ml.MulticlassClassification.Trainers.OneVersusAll(ml.BinaryClassification.Trainers.AveragedPerceptron(numberOfIterations: (int)passes!.Value)))),
        new("FeaturizeText + LightGbm", [0.05, 0.1, 0.2], static (ml, rate, _) => Featurized(ml).Append(
            ml.MulticlassClassification.Trainers.LightGbm(learningRate: rate))),
    ];

    private static EstimatorChain<ITransformer> Featurized(MLContext ml) =>
        ml.Transforms.Text.FeaturizeText("Features", nameof(LabelledText.Text)).AppendCacheCheckpoint(ml);
}
