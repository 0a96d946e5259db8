using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>A piece of work in the gate, and its caller's wait for the end of it.</summary>
/// <param name="work">The work.</param>
/// <param name="threads">How many torch threads it uses.</param>
/// <param name="frees">Whether it only frees memory: at the end of the process nobody misses it.</param>
internal sealed class GateJob(Action work, int threads, bool frees = false)
{
    private ExceptionDispatchInfo? _failure;
    private bool _done;

    /// <summary>How many torch threads the work uses.</summary>
    public int Threads => threads;

    /// <summary>Whether it only frees memory.</summary>
    public bool Frees => frees;

    /// <summary>Does the work on the calling thread, and keeps what it throws for the caller.</summary>
    public void Execute()
    {
        try
        {
            // The caller's thread count is a setting of the caller's thread: work done for it stays within it.
            TorchThreads.SetOwn(threads);
            using DisposeScope scope = torch.NewDisposeScope();
            work();
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    /// <summary>Lets the caller go on.</summary>
    public void Finish()
    {
        lock (this)
        {
            _done = true;
            Monitor.Pulse(this);
        }
    }

    /// <summary>Lets the caller go on with a failure: the work was not done.</summary>
    public void Fail(Exception reason)
    {
        _failure = ExceptionDispatchInfo.Capture(reason);
        Finish();
    }

    /// <summary>Waits to the end whatever happens, since the work uses what the caller disposes afterwards; then throws what the work threw.</summary>
    public void Wait()
    {
        bool interrupted = false;
        lock (this)
        {
            while (!_done)
            {
                try
                {
                    Monitor.Wait(this);
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                }
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }

        _failure?.Throw();
    }
}
