using System.Diagnostics;
using System.Runtime.ExceptionServices;
using TorchSharp;

namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// Runs the libtorch calls of fitting and scoring on threads of its own, first come, first served, as many at once as the processors are enough for. A fit
/// queues its steps one by one, so predictions come in between; dispose scopes and grad mode belong to a thread, so the caller's stay untouched.
/// </summary>
/// <remarks>
/// OpenMP keeps a team of threads for each thread that calls it, and its teams wait for work by spinning, but only while there are no more of their threads than
/// processors: one team too many makes every parallel part of every forward pass some microseconds longer, which for a sentence is half of its time. So work
/// that uses several torch threads runs on one thread of the gate, or on so many that their teams fit, and work that uses one runs beside it, on others.
/// </remarks>
internal class TorchGate
{
    /// <summary>How long the end of the process waits for what runs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [ThreadStatic]
    private static TorchGate? _current;

    private readonly Queue<Job> _queue = [];
    private readonly Lane _narrow = new();
    private readonly Lane _wide = new();
    private readonly int _processors;
    private int _running;
    private int _used;
    private bool _closed;
    private Thread? _closer;

    /// <summary>Makes a gate. Its threads start when they are needed; they are background threads and end with the process.</summary>
    /// <param name="processors">The torch threads of all that runs at once are no more than this, unless one job alone wants more; at least 1.</param>
    public TorchGate(int processors)
    {
        _processors = processors;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Close();
    }

    /// <summary>The gate of the process.</summary>
    public static TorchGate Shared { get; } = new(Environment.ProcessorCount);

    /// <summary>How many jobs run, for tests.</summary>
    internal int Running => Locked(() => _running);

    /// <summary>How many jobs wait for their turn, for tests.</summary>
    internal int Waiting => Locked(() => _queue.Count);

    /// <summary>Runs work on a thread of the gate and returns what it returns, or throws what it throws.</summary>
    /// <param name="work">The work.</param>
    /// <param name="narrow">Whether the work is so small that one torch thread does it; else it gets as many as the caller's thread has.</param>
    public virtual T Run<T>(Func<T> work, bool narrow = false)
    {
        if (_current == this || _closer == Thread.CurrentThread)
        {
            return work();
        }

        T result = default!;
        var job = new Job(() => result = work(), narrow ? 1 : TorchThreads.Own);
        lock (_queue)
        {
            _queue.Enqueue(job);
            Dispatch();
        }

        job.Wait();
        return result;
    }

    /// <inheritdoc cref="Run{T}(Func{T}, bool)"/>
    public void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    /// <summary>
    /// At its end a process unloads libtorch, and a thread that is still inside it then crashes the process. So what runs ends, and what waits never begins.
    /// The thread that ends the process may go on, since it is the one that unloads: others that are told of the end after us may want to dispose a model.
    /// </summary>
    internal void Close()
    {
        lock (_queue)
        {
            _closed = true;
            _closer = Thread.CurrentThread;
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

    private Lane LaneOf(Job job) => job.Threads == 1 ? _narrow : _wide;

    private bool HasRoomFor(Job job) => _used == 0 || _used + job.Threads <= _processors;

    /// <summary>
    /// Hands the first of the queue out while there is room and a thread for them, the lock held. Nothing overtakes the first, or a stream of small work would
    /// keep large work out. No thread wakes that has nothing to do: it would take a processor from those of torch.
    /// </summary>
    private void Dispatch()
    {
        while (!_closed && _queue.TryPeek(out Job? job) && HasRoomFor(job) && FindWorker(job) is { } worker)
        {
            _queue.Dequeue();
            _running++;
            _used += job.Threads;
            worker.Give(job);
        }
    }

    private Worker? FindWorker(Job job)
    {
        Lane lane = LaneOf(job);
        if (lane.Idle.TryPop(out Worker? worker))
        {
            return worker;
        }

        if (lane.Threads >= Math.Max(1, _processors / job.Threads))
        {
            return null;
        }

        lane.Threads++;
        worker = new Worker();

        // Without the context of whoever comes first: its culture and its flowing values would stay with the thread for ever.
        new Thread(() => Serve(lane, worker)) { IsBackground = true, Name = "NOLA torch" }.UnsafeStart();
        return worker;
    }

    private void Serve(Lane lane, Worker worker)
    {
        _current = this;
        while (true)
        {
            Job job = worker.Take();
            job.Execute();
            lock (_queue)
            {
                _running--;
                _used -= job.Threads;
                lane.Idle.Push(worker);
                Dispatch();
                if (_closed)
                {
                    Monitor.PulseAll(_queue);
                }
            }

            job.Finish();
        }
    }

    /// <summary>The gate's threads for work of one kind.</summary>
    private sealed class Lane
    {
        public int Threads { get; set; }

        public Stack<Worker> Idle { get; } = [];
    }

    /// <summary>Where a thread of the gate gets its next job.</summary>
    private sealed class Worker
    {
        private Job? _next;

        public void Give(Job job)
        {
            lock (this)
            {
                _next = job;
                Monitor.Pulse(this);
            }
        }

        public Job Take()
        {
            lock (this)
            {
                while (_next is null)
                {
                    Monitor.Wait(this);
                }

                (Job job, _next) = (_next, null);
                return job;
            }
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
                TorchThreads.SetOwn(threads);
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
