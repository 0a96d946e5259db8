using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// Runs every libtorch call of fitting and scoring on one thread, first come, first served. OpenMP keeps a team of threads for each thread that calls it, and
/// idle teams spin, so many calling threads slow each other down; and dispose scopes and grad mode belong to a thread, so the caller's stay untouched. A fit
/// queues its steps one by one, so predictions come in between.
/// </summary>
internal class TorchGate
{
    private readonly Queue<Job> _queue = [];
    private Thread? _thread;

    /// <summary>The gate of the process.</summary>
    public static TorchGate Shared { get; } = new();

    /// <summary>Runs work on the gate's thread and returns what it returns, or throws what it throws.</summary>
    public virtual T Run<T>(Func<T> work)
    {
        if (Thread.CurrentThread == _thread)
        {
            return work();
        }

        T result = default!;
        using var job = new Job(() => result = work(), torch.get_num_threads());
        lock (_queue)
        {
            _queue.Enqueue(job);
            EnsureStarted();
            Monitor.Pulse(_queue);
        }

        job.Wait();
        return result;
    }

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    private void EnsureStarted()
    {
        if (_thread is null)
        {
            _thread = new Thread(Serve) { IsBackground = true, Name = "NOLA torch" };
            _thread.Start();
        }
    }

    private void Serve()
    {
        while (true)
        {
            Job job;
            lock (_queue)
            {
                while (!_queue.TryDequeue(out job!))
                {
                    Monitor.Wait(_queue);
                }
            }

            // The caller's thread count is a setting of the caller's thread: work done for it keeps to it.
            if (torch.get_num_threads() != job.Threads)
            {
                torch.set_num_threads(job.Threads);
            }

            job.Execute();
        }
    }

    private sealed class Job(Action work, int threads) : IDisposable
    {
        private readonly ManualResetEventSlim _done = new(initialState: false, spinCount: 0);
        private ExceptionDispatchInfo? _failure;

        public int Threads => threads;

        public void Execute()
        {
            try
            {
                using DisposeScope scope = torch.NewDisposeScope();
                work();
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }

            _done.Set();
        }

        public void Wait()
        {
            _done.Wait();
            _failure?.Throw();
        }

        public void Dispose() => _done.Dispose();
    }
}
