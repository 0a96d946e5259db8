using System.Diagnostics;

namespace Microsoft.ML.Nola.Runtime;

/// <content>What the gate does at the end of the process.</content>
internal partial class TorchGate
{
    /// <summary>How long the end of the process waits for what runs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a caller waits for the end of the process before it is refused. An exception that nobody catches would crash a process that ends in the next
    /// moment; but the thread that ends it may wait for a lock that the caller holds, and then only an exception lets both go on.
    /// </summary>
    private static readonly TimeSpan StandardRefusalDelay = TimeSpan.FromSeconds(3);

    private readonly TimeSpan _refusalDelay;
    private bool _closed;
    private bool _refuses;
    private Thread? _closer;

    /// <summary>
    /// At its end a process unloads libtorch, and a thread that is still inside it then crashes the process. So what runs ends, and what waits never begins.
    /// The thread that ends the process may go on, since it is the one that unloads: later handlers of the end may want to dispose a model.
    /// </summary>
    internal void Close()
    {
        lock (_queue)
        {
            _closed = true;
            _closer = Thread.CurrentThread;
            foreach (GateJob job in _queue.Where(static job => job.Frees))
            {
                job.Finish();
            }

            long since = Stopwatch.GetTimestamp();
            for (TimeSpan left = Patience; _running > 0 && left > TimeSpan.Zero; left = Patience - Stopwatch.GetElapsedTime(since))
            {
                Monitor.Wait(_queue, left);
            }

            _ = RefuseLater();
        }
    }

    private static OperationCanceledException Ending() => new("The process is ending: torch takes no more work.");

    private async Task RefuseLater()
    {
        await Task.Delay(_refusalDelay).ConfigureAwait(false);
        lock (_queue)
        {
            _refuses = true;
            foreach (GateJob job in _queue.Where(static job => !job.Frees))
            {
                job.Fail(Ending());
            }
        }
    }
}
