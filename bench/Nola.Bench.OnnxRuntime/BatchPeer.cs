using Nola.Bench.Scores;

namespace Nola.Bench.OnnxRuntime;

/// <summary>Runs a graph of an encoder of texts by ONNX Runtime in batches, each cut by length into parts, so that less of them is padding.</summary>
internal static class BatchPeer
{
    /// <param name="graph">The graph.</param>
    /// <param name="ids">The tokens: see <see cref="TokenGraph.Read"/>.</param>
    /// <param name="batchSize">The texts of a batch.</param>
    /// <param name="parts">The parts of a batch.</param>
    /// <param name="threads">The threads of a run.</param>
    public static void Run(string graph, string ids, int batchSize, int parts, int threads)
    {
        using var session = new TokenGraph(graph, threads);
        long[][] texts = [.. TokenGraph.Read(ids)];
        ScoreCell.Time(texts.Length, () =>
        {
            foreach (long[][] batch in texts.Chunk(batchSize))
            {
                long[][] byLength = [.. batch.OrderBy(static text => text.Length)];
                foreach (long[][] part in byLength.Chunk((byLength.Length + parts - 1) / parts))
                {
                    session.Run(part);
                }
            }
        });
    }
}
