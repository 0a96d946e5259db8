using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Runtime;
using Nola.Bench.Comparisons;
using TorchSharp;

namespace Nola.Bench.Language;

/// <summary>
/// Tokens a second of a language model: reading a prompt, and generating after it, one row and sixteen, beside LLamaSharp on the same file. Each side runs in
/// a process of its own, in turns. Prints comma-separated values: side, rows, prompt tokens, prompt tokens a second, generated tokens a second.
/// </summary>
internal static class GenerationBenchmark
{
    /// <summary>Runs all sides in turns.</summary>
    public static void Run(string path, int threads, int rounds)
    {
        Console.WriteLine("side,rows,prompt,prompt tokens/s,generated tokens/s");
        for (int round = 0; round < rounds; round++)
        {
            string count = threads.ToString(CultureInfo.InvariantCulture);
            Start(SideProcess.LlamaSharp, threads, path, count);
            foreach (string side in (string[])[.. Enum.GetNames<BaseQuantization>(), nameof(ComputeType.BFloat16)])
            {
                Start(Environment.ProcessPath!, threads, "generate", path, count, side);
            }
        }
    }

    /// <summary>Measures one side in this process.</summary>
    public static void Measure(string path, int threads, string side)
    {
        BackboneOptions options = Enum.TryParse(side, out BaseQuantization quantization)
            ? new BackboneOptions { Quantization = quantization }
            : new BackboneOptions { ComputeType = Enum.Parse<ComputeType>(side) };
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromPath(path), options);
        for (int repeat = 0; repeat < GenerationCells.Repeats; repeat++)
        {
            foreach ((int rows, int prompt) in GenerationCells.All)
            {
                TorchGate.Shared.Run(() => Generate(lease.Backbone, side, rows, prompt), narrow: threads == 1);
            }

            if (repeat == 0)
            {
                TorchGate.Shared.Run(() => GenerateWithoutCache(lease.Backbone, side), narrow: threads == 1);
            }
        }
    }

    private static void Start(string program, int threads, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        using Process process = Process.Start(start)!;
        process.WaitForExit();
    }

    private static void Generate(Backbone backbone, string side, int rows, int prompt)
    {
        using var mode = torch.no_grad();
        using var state = new ForwardState();
        int[] ids = [.. Enumerable.Range(0, rows).SelectMany(_ => Enumerable.Range(0, prompt).Select(GenerationCells.PromptToken))];
        long start = Stopwatch.GetTimestamp();
        int[] next = Next(backbone, ids, rows, state);
        double read = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        for (int token = 0; token < GenerationCells.NewTokens; token++)
        {
            next = Next(backbone, next, rows, state);
        }

        GenerationCells.Report(side, rows, prompt, read, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Reads everything again for each token, as without a cache.</summary>
    private static void GenerateWithoutCache(Backbone backbone, string side)
    {
        const int Tokens = 8;
        using var mode = torch.no_grad();
        List<int> ids = [.. Enumerable.Range(0, 34).Select(GenerationCells.PromptToken)];
        long start = Stopwatch.GetTimestamp();
        for (int token = 0; token < Tokens; token++)
        {
            ids.AddRange(Next(backbone, [.. ids], 1, null));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{side} without cache,1,34,,{Tokens / Stopwatch.GetElapsedTime(start).TotalSeconds:F1}"));
    }

    /// <summary>The most probable next token of each row.</summary>
    private static int[] Next(Backbone backbone, int[] ids, int rows, ForwardState? state)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        int length = ids.Length / rows;
        var mask = new int[ids.Length];
        Array.Fill(mask, 1);
        torch.Tensor hidden = backbone.Forward(new TokenBatch(ids, mask, rows, length), state);
        torch.Tensor logits = backbone.Logits(hidden.select(1, length - 1));
        return Array.ConvertAll(logits.argmax(1).data<long>().ToArray(), static id => (int)id);
    }
}
