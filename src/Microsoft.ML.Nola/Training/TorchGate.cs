using System.Diagnostics;
using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// Runs the libtorch calls of fitting and scoring on a few threads of its own, first come, first served. OpenMP keeps a team of threads for each thread
/// that calls it, so calls from every thread of a server's pool would leave hundreds behind; and dispose scopes and grad mode belong to a thread, so the
/// caller's stay untouched. A fit queues its steps one by one, so predictions come in between.
/// </summary>
internal class TorchGate
{
    /// <summary>How long the end of the process waits for what runs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [ThreadStatic]
    private static TorchGate? _current;

    private readonly Queue<Job> _queue = [];
    private readonly Func<int, int> _limit;
    private int _threads;
    private int _running;
    private bool _closed;

    /// <summary>Makes a gate. Its threads start when they are needed; they are background threads and end with the process.</summary>
    /// <param name="limit">How many jobs may run at once where each uses so many torch threads; at least 1.</param>
    public TorchGate(Func<int, int> limit)
    {
        _limit = limit;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Close();
    }

    /// <summary>The gate of the process.</summary>
    public static TorchGate Shared { get; } = new(LimitOf);

    /// <summary>How many jobs run, for tests.</summary>
    internal int Running => Locked(() => _running);

    /// <summary>How many jobs wait for their turn, for tests.</summary>
    internal int Waiting => Locked(() => _queue.Count);

    /// <summary>Runs work on a thread of the gate and returns what it returns, or throws what it throws.</summary>
    /// <param name="work">The work.</param>
    /// <param name="mostThreads">More torch threads than this do not help the work; it gets no more than the caller's own anyway.</param>
    public virtual T Run<T>(Func<T> work, int mostThreads = int.MaxValue)
    {
        if (_current == this)
        {
            return work();
        }

        T result = default!;
        var job = new Job(() => result = work(), Math.Min(mostThreads, torch.get_num_threads()));
        lock (_queue)
        {
            _queue.Enqueue(job);
            if (_threads - _running < _queue.Count && _threads < _limit(job.Threads))
            {
                _threads++;

                // Without the context of whoever comes first: its culture and its flowing values would stay with the thread for ever.
                new Thread(Serve) { IsBackground = true, Name = "NOLA torch" }.UnsafeStart();
            }

            Monitor.PulseAll(_queue);
        }

        job.Wait();
        return result;
    }

    /// <inheritdoc cref="Run{T}(Func{T}, int)"/>
    public void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    /// <summary>
    /// So many jobs that their torch threads are twice the processors. Jobs side by side score up to twice as many rows a second as one after the other, and
    /// no fewer than on the callers' own threads (bench/results/gate.csv); the bound keeps a server's thread pool from making a team each.
    /// </summary>
    internal static int LimitOf(int torchThreads) => Math.Max(2, 2 * Environment.ProcessorCount / torchThreads);

    /// <summary>
    /// At its end a process unloads libtorch, and a thread that is still inside it then crashes the process. So what runs ends, and what waits never begins.
    /// </summary>
    private void Close()
    {
        lock (_queue)
        {
            _closed = true;
            long since = Stopwatch.GetTimestamp();
            for (TimeSpan left = Patience; _running > 0 && left > TimeSpan.Zero; left = Patience - Stopwatch.GetElapsedTime(since))
            {
                Monitor.Wait(_queue, left);
            }
        }
    }

    private int Locked(Func<int> read)
    {
        lock (_queue)
        {
            return read();
        }
    }

    private void Serve()
    {
        _current = this;
        while (true)
        {
            Job job = Take();
            job.Execute();
            lock (_queue)
            {
                _running--;
                Monitor.PulseAll(_queue);
            }

            job.Finish();
        }
    }

    private Job Take()
    {
        lock (_queue)
        {
            while (_closed || !_queue.TryPeek(out Job? next) || _running >= _limit(next.Threads))
            {
                Monitor.Wait(_queue);
            }

            _running++;
            return _queue.Dequeue();
        }
    }

    private sealed class Job(Action work, int threads)
    {
        private ExceptionDispatchInfo? _failure;
        private bool _done;

        public int Threads => threads;

        public void Execute()
        {
            try
            {
                // The caller's thread count is a setting of the caller's thread: work done for it stays within it.
                if (torch.get_num_threads() != threads)
                {
                    torch.set_num_threads(threads);
                }

                using DisposeScope scope = torch.NewDisposeScope();
                work();
            }
            catch (Exception exception)
            {
                _failure = ExceptionDispatchInfo.Capture(exception);
            }
        }

        public void Finish()
        {
            lock (this)
            {
                _done = true;
                Monitor.Pulse(this);
            }
        }

        /// <summary>Waits to the end whatever happens: the work uses what the caller disposes afterwards.</summary>
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
}
