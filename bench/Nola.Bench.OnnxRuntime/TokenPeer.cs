using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Nola.Bench.Predictions;

namespace Nola.Bench.OnnxRuntime;

/// <summary>Runs a graph of an encoder of texts by ONNX Runtime with all its optimisations, one text at a time.</summary>
internal static class TokenPeer
{
    private static readonly string[] Inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly string[] Outputs = ["last_hidden_state"];

    /// <param name="graph">The graph.</param>
    /// <param name="ids">A file of int32 numbers: of each text how many tokens it has, then their ids.</param>
    /// <param name="callers">How many threads ask, all the same session.</param>
    /// <param name="threads">The threads of a run.</param>
    public static void Run(string graph, string ids, int callers, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        using var session = new InferenceSession(graph, options);
        using var run = new RunOptions();
        long[][] texts = [.. Read(ids)];
        PredictionCell.Time(texts.Length, [.. Enumerable.Repeat<Action<int>>(
            text =>
            {
                long[] shape = [1, texts[text].Length];
                var mask = new long[shape[1]];
                mask.AsSpan().Fill(1);
                using OrtValue tokens = OrtValue.CreateTensorValueFromMemory(texts[text], shape);
                using OrtValue attention = OrtValue.CreateTensorValueFromMemory(mask, shape);
                using OrtValue types = OrtValue.CreateTensorValueFromMemory(new long[shape[1]], shape);
                session.Run(run, Inputs, [tokens, attention, types], Outputs).Dispose();
            },
            callers)]);
    }

    private static IEnumerable<long[]> Read(string path)
    {
        int[] values = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray();
        for (int at = 0; at < values.Length; at += 1 + values[at])
        {
            yield return [.. values.Skip(at + 1).Take(values[at]).Select(static id => (long)id)];
        }
    }
}
