using Microsoft.ML;

namespace Nola.Estimators.Tests.EndToEnd;

/// <summary>The scores that a prediction engine gives, to the last bit.</summary>
internal static class EngineBits
{
    public static int[] Of(PredictionEngine<Row, Scored> engine, Row row) => [.. engine.Predict(row).Score.Select(BitConverter.SingleToInt32Bits)];

    public static int[] Of(PredictionEngine<Row, Scored> engine, IEnumerable<Row> rows) => [.. rows.SelectMany(row => Of(engine, row))];

    /// <summary>What an engine that is alone gives, which leaves the model to others.</summary>
    public static int[] Alone(MLContext context, ITransformer model, IEnumerable<Row> rows)
    {
        using PredictionEngine<Row, Scored> engine = context.Model.CreatePredictionEngine<Row, Scored>(
            model, new PredictionEngineOptions { OwnsTransformer = false });
        return Of(engine, rows);
    }

    /// <summary>Runs work on threads of their own, all from one moment on, and throws what the first of them threw.</summary>
    public static void OnThreads(int count, Action<int> work)
    {
        using var start = new Barrier(count);
        var failures = new Exception?[count];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                work(i);
            }
            catch (Exception exception)
            {
                failures[i] = exception;
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        if (failures.FirstOrDefault(static failure => failure is not null) is { } first)
        {
            throw new AggregateException(first);
        }
    }
}
