using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace QuickStart;

/// <summary>Fits one pipeline and measures it. This is all that a program needs to do to use the library.</summary>
internal sealed class Trial(MLContext ml, TextData data, BackboneReference backbone, CancellationToken cancellation)
{
    public TrialResult Run(string name, AdaptationMethod method, IFitView view)
    {
        var options = new NolaTextClassificationOptions
        {
            Sentence1ColumnName = nameof(LabelledText.Text),
            Backbone = backbone,
            Adapter = new AdapterConfig { Method = method },
            Progress = view.Begin(name),
            CancellationToken = cancellation,
        };
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(LabelledText.Category))
            .Append(ml.MulticlassClassification.Trainers.NolaTextClassification(options))
            .Append(ml.Transforms.Conversion.MapKeyToValue(nameof(Prediction.PredictedCategory), "PredictedLabel"));

        var clock = Stopwatch.StartNew();
        var model = pipeline.Fit(data.Train);
        double seconds = clock.Elapsed.TotalSeconds;

        view.BeginTest();
        cancellation.ThrowIfCancellationRequested();
        double accuracy = ml.MulticlassClassification.Evaluate(model.Transform(data.Test)).MicroAccuracy;
        view.End(accuracy);
        return new TrialResult(name, model, model.GetNolaTransformers()[0].Adapter, accuracy, seconds);
    }
}
