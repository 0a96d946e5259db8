using System.Diagnostics;
using System.Numerics.Tensors;
using LLama;
using LLama.Common;
using LLama.Native;
using Nola.Bench.Language;

namespace Nola.Bench;

/// <summary>Reads prompts and generates with LLamaSharp, by its plain loop of Decode calls, which is its fastest way.</summary>
internal static class LlamaPeer
{
    public static void Measure(string path, int threads)
    {
        NativeLibraryConfig.All.WithLogCallback(static (_, _) => { });
        var parameters = new ModelParams(path)
        {
            ContextSize = 16384, Threads = threads, BatchThreads = threads, BatchSize = 1024, SeqMax = GenerationCells.Batch, GpuLayerCount = 0,
        };
        using LLamaWeights weights = LLamaWeights.LoadFromFile(parameters);
        using LLamaContext context = weights.CreateContext(parameters);
        for (int repeat = 0; repeat < GenerationCells.Repeats; repeat++)
        {
            foreach ((int rows, int prompt) in GenerationCells.All)
            {
                Measure(context, rows, prompt);
            }
        }
    }

    private static void Measure(LLamaContext context, int rows, int prompt)
    {
        context.NativeHandle.MemoryClear();
        var batch = new LLamaBatch();
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < prompt; i++)
            {
                batch.Add(GenerationCells.PromptToken(i), i, (LLamaSeqId)row, i == prompt - 1);
            }
        }

        long start = Stopwatch.GetTimestamp();
        Decode(context, batch);
        double read = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        for (int token = 0; token < GenerationCells.NewTokens; token++)
        {
            batch.Clear();
            for (int row = 0; row < rows; row++)
            {
                Span<float> logits = context.NativeHandle.GetLogitsIth(token == 0 ? (row * prompt) + prompt - 1 : row);
                batch.Add(TensorPrimitives.IndexOfMax<float>(logits), prompt + token, (LLamaSeqId)row, true);
            }

            Decode(context, batch);
        }

        GenerationCells.Report("LLamaSharp", rows, prompt, read, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static void Decode(LLamaContext context, LLamaBatch batch)
    {
        DecodeResult result = context.Decode(batch);
        if (result != DecodeResult.Ok)
        {
            throw new InvalidOperationException($"LLamaSharp: {result}");
        }
    }
}
