using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;
using Microsoft.ML.Transforms;
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
        TimeSpan before = Environment.CpuUsage.TotalTime;
        using TransformerChain<ITransformer> model = Keyed(ml).Append(pipeline(ml)).Fit(train);
        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        return Measure(ml, model, train.Schema, draw.Test, seconds);
    }

    /// <summary>Fits without the rows that are held out, calibrates the scores by them, and measures before and after.</summary>
    /// <inheritdoc cref="Run"/>
    public static Measured RunCalibrated(Draw draw, int seed, Func<MLContext, IEstimator<ITransformer>> pipeline)
    {
        var ml = new MLContext(seed);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        (ITransformer keys, IDataView rows, IDataView train, IDataView heldOut) = Split(ml, draw);
        using NolaTextClassificationTransformer fitted = ((NolaTextClassificationTrainer)pipeline(ml)).Fit(train);
        using NolaTextClassificationTransformer calibrated = fitted.Calibrate(heldOut);
        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        Measured plain = Measure(ml, new TransformerChain<ITransformer>(keys, fitted), rows.Schema, draw.Test, seconds);
        return Measure(ml, new TransformerChain<ITransformer>(keys, calibrated), rows.Schema, draw.Test, seconds) with
        {
            LogLossBefore = plain.LogLoss,
            CalibrationErrorBefore = plain.CalibrationError,
        };
    }

    /// <summary>Fits without the rows that are held out, and keeps the epoch that is best on them.</summary>
    /// <inheritdoc cref="Run"/>
    public static Measured RunValidated(Draw draw, int seed, Func<MLContext, IEstimator<ITransformer>> pipeline)
    {
        var ml = new MLContext(seed);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        (ITransformer keys, IDataView rows, IDataView train, IDataView heldOut) = Split(ml, draw);
        using NolaTextClassificationTransformer fitted = ((NolaTextClassificationTrainer)pipeline(ml)).Fit(train, heldOut);
        double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        return Measure(ml, new TransformerChain<ITransformer>(keys, fitted), rows.Schema, draw.Test, seconds);
    }

    // The rows to fit, as they are and with keys, and those that are held out, with the same keys.
    private static (ITransformer Keys, IDataView Rows, IDataView Train, IDataView HeldOut) Split(MLContext ml, Draw draw)
    {
        (LabelledText[] fitted, LabelledText[] heldOut) = draw.HeldOut();
        IDataView rows = ml.Data.LoadFromEnumerable(fitted);
        ValueToKeyMappingTransformer keys = Keyed(ml).Fit(rows);
        return (keys, rows, keys.Transform(rows), keys.Transform(ml.Data.LoadFromEnumerable(heldOut)));
    }

    private static ValueToKeyMappingEstimator Keyed(MLContext ml) => ml.Transforms.Conversion.MapValueToKey("Label", nameof(LabelledText.Category));

    private static Measured Measure(MLContext ml, TransformerChain<ITransformer> model, DataViewSchema schema, LabelledText[] test, double seconds)
    {
        EvaluationReport report = EvaluationReport.Create(ml, model, ml.Data.LoadFromEnumerable(test));
        using var zip = new MemoryStream();
        ml.Model.Save(model, schema, zip);
        long parameters = model.GetNolaTransformers().Sum(static stage => (long)stage.Adapter.AdapterParameters);
        return new Measured(parameters, zip.Length, seconds, report.Accuracy, report.LogLoss, report.ExpectedCalibrationError);
    }
}
