namespace Microsoft.ML.Nola.Runtime;

/// <summary>The gate's threads for work of one width: for one torch thread, or for several. Used under the gate's lock.</summary>
internal sealed class GateThreads
{
    private readonly Stack<GateWorker> _idle = [];
    private int _count;

    /// <summary>An idle worker, or that of a new thread while there are fewer than <paramref name="limit"/>; null if all are at work.</summary>
    /// <param name="limit">The most threads.</param>
    /// <param name="start">Starts a thread that serves a worker.</param>
    /// <exception cref="NolaException">There is no thread, and no thread could be started.</exception>
    public GateWorker? Find(int limit, Action<GateWorker> start)
    {
        if (_idle.TryPop(out GateWorker? worker) || _count >= limit)
        {
            return worker;
        }

        worker = new GateWorker();
        try
        {
            start(worker);
            _count++;
            return worker;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            return _count > 0
                ? null
                : throw new NolaException("No thread could be started for torch: the process is at its limit of threads or of memory.", exception);
        }
    }

    /// <summary>Takes a worker back. The last is the first to go on: its memory is the warmest.</summary>
    public void Rest(GateWorker worker) => _idle.Push(worker);
}
