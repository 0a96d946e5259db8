using Microsoft.ML;
using Microsoft.ML.Nola;
using Nola.Bench.Quality.Data;

namespace Nola.Bench.Quality.Methods;

/// <summary>Fits a pipeline of ML.NET to the rows of a draw, and measures it with others, as a user would.</summary>
internal static class PipelineFit
{
    /// <summary>Fits and measures.</summary>
    /// <param name="draw">The rows.</param>
    /// <param name="seed">The seed of the context.</param>
    /// <param name="pipeline">What makes PredictedLabel and Score of the columns Text and Label, a key.</param>
    public static Measured Run(Draw draw, int seed, Func<MLContext, IEstimator<ITransformer>> pipeline)
    {
        var ml = new MLContext(seed);
        IDataView train = ml.Data.LoadFromEnumerable(draw.Train);
        var key = ml.Transforms.Conversion.MapValueToKey("Label", nameof(LabelledText.Category));
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using var model = key.Append(pipeline(ml)).Fit(train);
        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        EvaluationReport report = EvaluationReport.Create(ml, model, ml.Data.LoadFromEnumerable(draw.Test));
        using var zip = new MemoryStream();
        ml.Model.Save(model, train.Schema, zip);
        long parameters = model.GetNolaTransformers().Sum(static stage => (long)stage.Adapter.AdapterParameters);
        return new Measured(parameters, zip.Length, seconds, report.Accuracy, report.LogLoss, report.ExpectedCalibrationError);
    }
}
