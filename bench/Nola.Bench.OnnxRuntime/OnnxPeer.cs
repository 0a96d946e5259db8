using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Nola.Bench.Images;

/// <summary>Runs a graph of images by ONNX Runtime with all its optimisations.</summary>
internal static class OnnxPeer
{
    private const int Side = 98;

    /// <param name="graph">The graph.</param>
    /// <param name="pixels">A file of float32 numbers, [rows, 3, 98, 98].</param>
    /// <param name="rows">The images.</param>
    /// <param name="threads">The threads of a pass.</param>
    /// <param name="output">A file for the output; null to time passes instead.</param>
    public static void Run(string graph, string pixels, int rows, int threads, string? output)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        using var session = new InferenceSession(graph, options);
        using var run = new RunOptions();
        float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(pixels)).ToArray();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, [rows, 3, Side, Side]);
        if (output is not null)
        {
            using IDisposableReadOnlyCollection<OrtValue> found = session.Run(run, ["pixel_values"], [input], ["last_hidden_state"]);
            File.WriteAllBytes(output, MemoryMarshal.AsBytes(found[0].GetTensorDataAsSpan<float>()));
            return;
        }

        ImageCell.Time(rows, () => session.Run(run, ["pixel_values"], [input], ["last_hidden_state"]).Dispose());
    }
}
