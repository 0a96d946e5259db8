using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.PublicApi.Tests;

/// <summary>What a user writes. That it compiles is the test; what needs no backbone is also run.</summary>
internal static class UserProgram
{
    public static NolaTextClassificationOptions Options() => new()
    {
        LabelColumnName = "Label",
        Sentence1ColumnName = "Text",
        Backbone = BackboneReference.FromFolder("models/minilm"),
        Adapter = new AdapterConfig { Method = AdaptationMethod.Nola, Rank = 8, NumBasisA = 64, NumBasisB = 64, TargetModules = { "mlp" } },
        Training = new NolaTrainingOptions { Epochs = 3, BatchSize = 16, Seed = 1, LearningRate = 5e-3 },
        Pooling = PoolingMode.Mean,
        MaxLength = 64,
        Progress = new Progress<NolaProgress>(progress => Console.WriteLine($"{progress.Epoch}/{progress.Epochs} {progress.Loss:F3} {progress.Remaining}")),
        CancellationToken = CancellationToken.None,
        OnCancellation = CancellationBehavior.ReturnBest,
    };

    public static IEstimator<ITransformer> Pipeline(MLContext context, NolaTextClassificationOptions options) =>
        context.Transforms.Conversion.MapValueToKey("Label", "Intent")
            .Append(context.MulticlassClassification.Trainers.NolaTextClassification(options))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedIntent", "PredictedLabel"));

    public static IEstimator<ITransformer> ShortPipeline(MLContext context) =>
        context.Transforms.Conversion.MapValueToKey("Label", "Intent")
            .Append(context.Transforms.NolaTextClassification(sentence1ColumnName: "Text", batchSize: 8, maxEpochs: 2));

    /// <summary>The pipeline of the README, whole.</summary>
    public static string Run(string trainFile, string zip)
    {
        var context = new MLContext(seed: 1);
        IDataView data = context.Data.LoadFromTextFile<Message>(trainFile, hasHeader: true);
        DataOperationsCatalog.TrainTestData split = context.Data.TrainTestSplit(data, testFraction: 0.2);
        var pipeline = context.Transforms.Conversion.MapValueToKey("Label", "Intent")
            .Append(context.MulticlassClassification.Trainers.NolaTextClassification(sentence1ColumnName: "Text"))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedIntent", "PredictedLabel"));
        var model = pipeline.Fit(split.TrainSet);
        MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(model.Transform(split.TestSet));
        Console.WriteLine($"accuracy {metrics.MicroAccuracy:P1}, parameters {model.GetNolaTransformers()[0].Adapter.AdapterParameters}");
        context.Model.Save(model, data.Schema, zip);
        ITransformer loaded = context.Model.Load(zip, out _);
        using PredictionEngine<Message, Answer> engine = context.Model.CreatePredictionEngine<Message, Answer>(loaded);
        return engine.Predict(new Message { Text = "my card was declined" }).PredictedIntent;
    }

    private sealed class Message
    {
        [LoadColumn(0)]
        public string Text { get; set; } = "";

        [LoadColumn(1)]
        public string Intent { get; set; } = "";
    }

    private sealed class Answer
    {
        public string PredictedIntent { get; set; } = "";
    }
}
