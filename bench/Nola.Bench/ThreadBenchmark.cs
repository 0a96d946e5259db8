using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.TextClassification;
using TorchSharp;

namespace Nola.Bench;

/// <summary>How long a forward pass over so many tokens takes by the number of torch threads: what BoundTextClassifier.TokensWorthAThread comes from.</summary>
internal static class ThreadBenchmark
{
    private const int Rounds = 5;
    private const int Repeats = 15;

    public static void Run()
    {
        using TextClassifier fitted = GateBenchmark.Fit(1, static () => { });
        TextClassifierState state = GateBenchmark.Describe(fitted);
        using var model = new BoundTextClassifier(AdapterFolder.Read(fitted.ToFiles(), "benchmark", state.BackboneIdentity), state, [], new DirectGate());
        int before = torch.get_num_threads();
        Console.WriteLine("round,rows,tokens,torch_threads,median_ms");
        for (int round = 1; round <= Rounds; round++)
        {
            foreach ((int rows, int words) in ((int, int)[])[(1, 6), (1, 14), (1, 22), (1, 30), (1, 46), (1, 62), (1, 94), (1, 126), (4, 14), (16, 14), (16, 30), (16, 126)])
            {
                for (int threads = 1; threads <= Environment.ProcessorCount; threads++)
                {
                    torch.set_num_threads(threads);
                    string text = string.Join(' ', Enumerable.Repeat("card", words));
                    string[] texts = [.. Enumerable.Repeat(text, rows)];
                    double median = Measure(() => model.Score(texts, null));
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{round},{rows},{rows * (words + 2)},{threads},{median:F2}"));
                }
            }
        }

        torch.set_num_threads(before);
    }

    private static double Measure(Action score)
    {
        score();
        score();
        double[] times = [.. Enumerable.Range(0, Repeats).Select(_ =>
        {
            long began = Stopwatch.GetTimestamp();
            score();
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }).Order()];
        return times[Repeats / 2];
    }
}
