using Microsoft.ML;
using Microsoft.ML.Nola;

namespace QuickStart;

/// <summary>A pretrained transformer, frozen, with what this library fits beside it. This is all that a program needs to do to use the library.</summary>
internal static class NolaPipeline
{
    public static Contender Create(
        MLContext ml, string name, AdaptationMethod method, BackboneReference backbone, IProgress<NolaProgress> progress, CancellationToken cancellation)
    {
        var options = new NolaTextClassificationOptions
        {
            Sentence1ColumnName = nameof(LabelledText.Text),
            Backbone = backbone,
            Adapter = new AdapterConfig { Method = method },
            Progress = progress,
            CancellationToken = cancellation,
        };
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(LabelledText.Category))
            .Append(ml.MulticlassClassification.Trainers.NolaTextClassification(options))
            .Append(ml.Transforms.Conversion.MapKeyToValue(nameof(Prediction.PredictedCategory), "PredictedLabel"));
        return new Contender(name, pipeline, scored => ml.MulticlassClassification.Evaluate(scored).MicroAccuracy, CountTrained);
    }

    private static int CountTrained(ITransformer model)
    {
        AdapterInfo adapter = model.GetNolaTransformers()[0].Adapter;
        return adapter.AdapterParameters + adapter.HeadParameters;
    }
}
