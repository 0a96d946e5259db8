namespace Microsoft.ML.Nola.Runtime;

/// <summary>The place where a thread of the gate gets its next job.</summary>
internal sealed class GateWorker
{
    private GateJob? _next;

    public void Give(GateJob job)
    {
        lock (this)
        {
            _next = job;
            Monitor.Pulse(this);
        }
    }

    public GateJob Take()
    {
        lock (this)
        {
            while (_next is null)
            {
                Monitor.Wait(this);
            }

            (GateJob job, _next) = (_next, null);
            return job;
        }
    }
}
