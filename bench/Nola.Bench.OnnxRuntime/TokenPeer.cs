using Nola.Bench.Predictions;

namespace Nola.Bench.OnnxRuntime;

/// <summary>Runs a graph of an encoder of texts by ONNX Runtime, one text at a time.</summary>
internal static class TokenPeer
{
    /// <param name="graph">The graph.</param>
    /// <param name="ids">The tokens: see <see cref="TokenGraph.Read"/>.</param>
    /// <param name="callers">How many threads ask, all the same session.</param>
    /// <param name="threads">The threads of a run.</param>
    public static void Run(string graph, string ids, int callers, int threads)
    {
        using var session = new TokenGraph(graph, threads);
        long[][] texts = [.. TokenGraph.Read(ids)];
        PredictionCell.Time(texts.Length, [.. Enumerable.Repeat<Action<int>>(text => session.Run(texts[text]), callers)]);
    }
}
