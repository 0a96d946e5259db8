using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Nola;

namespace Nola.Bench;

/// <summary>
/// Rows a second of a fitted stage over the test rows of Banking77: Transform in batches, Transform with batches of one row, and a prediction engine.
/// </summary>
internal static class ScoreBenchmark
{
    private const int EngineRows = 500;

    public static void Run(string folder)
    {
        LabelledData data = LabelledData.Banking77(folder, perClass: 10, draw: 2);
        var context = new MLContext(seed: 0);
        IDataView train = context.Data.LoadFromEnumerable(data.Train.Select(static row => new Row { Text = row.Text, Label = (uint)row.Target + 1 }));
        Row[] rows = [.. data.Test.Select(static row => new Row { Text = row.Text, Label = 1 })];
        foreach (int batchSize in (ReadOnlySpan<int>)[16, 64, 1])
        {
            var model = context.Transforms.Conversion.MapValueToKey("Label").Append(context.MulticlassClassification.Trainers.NolaTextClassification(
                new NolaTextClassificationOptions
                {
                    Sentence1ColumnName = "Text",
                    Training = new NolaTrainingOptions { Epochs = 1, BatchSize = Math.Max(16, batchSize) },
                })).Fit(train);
            if (batchSize == 1)
            {
                using PredictionEngine<Row, Scored> engine = context.Model.CreatePredictionEngine<Row, Scored>(model);
                engine.Predict(rows[0]);
                Report("prediction engine, row by row", EngineRows, () =>
                {
                    foreach (Row row in rows.Take(EngineRows))
                    {
                        engine.Predict(row);
                    }
                });
                continue;
            }

            Report(
                $"Transform, batches of {batchSize}", rows.Length,
                () => _ = model.Transform(context.Data.LoadFromEnumerable(rows)).GetColumn<float[]>("Score").Count());
        }
    }

    private static void Report(string what, int count, Action work)
    {
        double[] rates = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            work();
            return count / clock.Elapsed.TotalSeconds;
        }).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {rates[1]:F0} rows/s (min {rates[0]:F0}, max {rates[2]:F0}, 3 runs)"));
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public uint Label { get; set; }
    }

    private sealed class Scored
    {
        public float[] Score { get; set; } = [];
    }
}
