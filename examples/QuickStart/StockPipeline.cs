using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace QuickStart;

/// <summary>What ML.NET itself has for texts, as its tutorials show it: words and letter groups counted by FeaturizeText, and a linear model fitted to them.</summary>
internal static class StockPipeline
{
    private const string Name = "FeaturizeText + SDCA";
    private const string Features = "Features";
    private const string Label = "Label";

    public static Contender Create(MLContext ml, TextData data) => data.Labels.Count == 2 ? Binary(ml, data.Labels) : Multiclass(ml);

    private static Contender Binary(MLContext ml, IReadOnlyList<string> labels)
    {
        KeyValuePair<string, bool>[] meanings = [new(labels[0], false), new(labels[1], true)];
        var pipeline = ml.Transforms.Conversion.MapValue(Label, meanings, nameof(LabelledText.Category))
            .Append(ml.Transforms.Text.FeaturizeText(Features, nameof(LabelledText.Text)))
            // One thread: on several the result differs from run to run.
            .Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1 }));
        return new Contender(
            Name,
            pipeline,
            scored => ml.BinaryClassification.Evaluate(scored).Accuracy,
            static model => CountWeights(LastModel<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>(model).SubModel));
    }

    private static Contender Multiclass(MLContext ml)
    {
        var pipeline = ml.Transforms.Conversion.MapValueToKey(Label, nameof(LabelledText.Category))
            .Append(ml.Transforms.Text.FeaturizeText(Features, nameof(LabelledText.Text)))
            .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(
                new SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 }));
        return new Contender(
            Name,
            pipeline,
            scored => ml.MulticlassClassification.Evaluate(scored).MicroAccuracy,
            static model => CountWeights(LastModel<MaximumEntropyModelParameters>(model)));
    }

    private static TModel LastModel<TModel>(ITransformer model)
        where TModel : class
        => ((IEnumerable<ITransformer>)model).OfType<ISingleFeaturePredictionTransformer<TModel>>().Last().Model;

    private static int CountWeights(LinearBinaryModelParameters model) => model.Weights.Count + 1;

    private static int CountWeights(MaximumEntropyModelParameters model)
    {
        VBuffer<float>[]? weights = null;
        model.GetWeights(ref weights, out int classes);
        return weights.Sum(static ofClass => ofClass.Length) + classes;
    }
}
