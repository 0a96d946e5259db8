using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Nola.Bench.OnnxRuntime;

/// <summary>A graph of an encoder of texts in a session of ONNX Runtime with all its optimisations.</summary>
internal sealed class TokenGraph : IDisposable
{
    private static readonly string[] Inputs = ["input_ids", "attention_mask", "token_type_ids"];
    private static readonly string[] Outputs = ["last_hidden_state"];

    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <param name="graph">The graph.</param>
    /// <param name="threads">The threads of a run.</param>
    public TokenGraph(string graph, int threads)
    {
        _options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        _session = new InferenceSession(graph, _options);
    }

    /// <summary>Reads a file of int32 numbers: of each text how many tokens it has, then their ids.</summary>
    public static IEnumerable<long[]> Read(string path)
    {
        int[] values = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path)).ToArray();
        for (int at = 0; at < values.Length; at += 1 + values[at])
        {
            yield return [.. values.Skip(at + 1).Take(values[at]).Select(static id => (long)id)];
        }
    }

    /// <summary>Runs texts, padded to the longest.</summary>
    public void Run(params ReadOnlySpan<long[]> texts)
    {
        int length = 0;
        foreach (long[] text in texts)
        {
            length = Math.Max(length, text.Length);
        }

        long[] shape = [texts.Length, length];
        var ids = new long[texts.Length * length];
        var mask = new long[ids.Length];
        for (int row = 0; row < texts.Length; row++)
        {
            texts[row].CopyTo(ids, row * length);
            mask.AsSpan(row * length, texts[row].Length).Fill(1);
        }

        using OrtValue tokens = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using OrtValue attention = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using OrtValue types = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        _session.Run(_run, Inputs, [tokens, attention, types], Outputs).Dispose();
    }

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
