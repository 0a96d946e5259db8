using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Nola;

namespace Nola.Bench.Steps;

/// <summary>
/// How long one prediction after another takes beside a fit on MiniLM that gathers 16 batches of 16 rows of 128 tokens a step. Through public names only, so
/// that it compiles against other versions too.
/// </summary>
internal static class AccumulationBenchmark
{
    private const int Rows = 512;

    public static void Run()
    {
        var context = new MLContext(seed: 1);
        using NolaTextClassificationTransformer small = Fit(context, 2, "where is my card", 1, AdaptationMethod.LinearProbe);
        using PredictionEngine<Input, Output> engine = context.Model.CreatePredictionEngine<Input, Output>(small);
        for (int i = 0; i < 20; i++)
        {
            engine.Predict(new Input { Sentence1 = "where is my card" });
        }

        string text = string.Join(' ', Enumerable.Repeat("where is my card and how do i change my pin today please", 16));
        Report("alone", Measure(engine, Task.Delay(TimeSpan.FromSeconds(5))));
        var clock = Stopwatch.StartNew();
        Task fit = Task.Factory.StartNew(() => Fit(context, Rows, text, 16, AdaptationMethod.Nola).Dispose(), TaskCreationOptions.LongRunning);
        Report("beside a fit", Measure(engine, fit));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fit,{clock.Elapsed.TotalSeconds:F1} s"));
    }

    private static List<double> Measure(PredictionEngine<Input, Output> engine, Task until)
    {
        var milliseconds = new List<double>();
        while (!until.IsCompleted)
        {
            long start = Stopwatch.GetTimestamp();
            engine.Predict(new Input { Sentence1 = "where is my card" });
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        until.GetAwaiter().GetResult();
        return milliseconds;
    }

    private static void Report(string name, List<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name},{sorted.Length} predictions,p50 {sorted[sorted.Length / 2]:F1} ms,p99 {sorted[(int)(0.99 * sorted.Length)]:F1} ms,"
            + $"largest {sorted[^1]:F1} ms"));
    }

    private static NolaTextClassificationTransformer Fit(MLContext context, int rows, string text, int accumulation, AdaptationMethod method)
    {
        IDataView data = context.Data.LoadFromEnumerable(
            Enumerable.Range(0, rows).Select(i => new Input { Sentence1 = text, Label = i % 2 == 0 ? "even" : "odd" }));
        data = context.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        return context.MulticlassClassification.Trainers.NolaTextClassification(new NolaTextClassificationOptions
        {
            Adapter = new AdapterConfig { Method = method },
            Training = new NolaTrainingOptions { Epochs = 1, BatchSize = 16, GradientAccumulationSteps = accumulation },
        }).Fit(data);
    }

    private sealed class Input
    {
        public string Sentence1 { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Output
    {
        public float[] Score { get; set; } = [];
    }
}
