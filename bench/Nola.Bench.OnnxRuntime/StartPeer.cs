using Nola.Bench.Starts;

namespace Nola.Bench.OnnxRuntime;

/// <summary>Starts a session and runs two texts.</summary>
internal static class StartPeer
{
    /// <param name="graph">The graph.</param>
    /// <param name="ids">The tokens: see <see cref="TokenGraph.Read"/>.</param>
    /// <param name="threads">The threads of a run.</param>
    public static void Run(string graph, string ids, int threads)
    {
        long[][] texts = [.. TokenGraph.Read(ids)];
        var parts = new StartParts();
        using var session = new TokenGraph(graph, threads);
        parts.Lap();
        session.Run(texts[0]);
        parts.Lap();
        session.Run(texts[1]);
        parts.Lap();
        parts.Print();
    }
}
