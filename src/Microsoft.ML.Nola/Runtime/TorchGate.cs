namespace Microsoft.ML.Nola.Runtime;

/// <summary>
/// Runs everything that calls libtorch (loading, fitting, scoring, freeing) on threads of its own, first come, first served, as much at once as there are
/// processors for. A fit queues its steps one by one, so predictions come in between; dispose scopes and grad mode belong to a thread, so the caller's stay
/// untouched.
/// </summary>
/// <remarks>
/// OpenMP keeps a team of threads for each thread that calls it, and its teams wait for work by spinning, but only while there are no more of their threads
/// than processors: one team too many makes every parallel part of every forward pass some microseconds longer, which for a sentence is half of its time. So
/// work that uses several torch threads runs on one thread of the gate, or on so many that their teams fit, and work that uses one runs beside it, on others.
/// </remarks>
internal partial class TorchGate : IFreeing
{
    [ThreadStatic]
    private static TorchGate? _current;

    private readonly Queue<GateJob> _queue = [];
    private readonly GateThreads _narrow = new();
    private readonly GateThreads _wide = new();
    private readonly int _processors;
    private int _running;
    private int _used;

    /// <summary>Makes a gate. Its threads start when they are needed; they are background threads and end with the process.</summary>
    /// <param name="processors">The torch threads of all that runs at once are no more than this, unless one job alone wants more; at least 1.</param>
    /// <param name="refusalDelay">How long a caller waits for the end of the process before it is refused; by default 3 s.</param>
    public TorchGate(int processors, TimeSpan? refusalDelay = null)
    {
        _processors = processors;
        _refusalDelay = refusalDelay ?? StandardRefusalDelay;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Close();
    }

    /// <summary>The gate of the process.</summary>
    public static TorchGate Shared { get; } = new(Environment.ProcessorCount);

    /// <summary>How many jobs run and how many wait for their turn, for tests.</summary>
    internal (int Running, int Waiting) Load
    {
        get
        {
            lock (_queue)
            {
                return (_running, _queue.Count);
            }
        }
    }

    private bool IsCallersOwn => _current == this || _closer == Thread.CurrentThread;

    /// <summary>Runs work on a thread of the gate and returns what it returns, or throws what it throws.</summary>
    /// <param name="work">The work.</param>
    /// <param name="narrow">Whether the work is so small that one torch thread does it; else it gets as many as the caller's thread has.</param>
    /// <param name="meanwhile">
    /// What the calling thread does while it waits; see <see cref="LeavesProcessor(bool)"/>. The work is waited for whatever it throws. Left out if the
    /// caller's thread is one of the gate.
    /// </param>
    /// <exception cref="OperationCanceledException">The process is ending.</exception>
    public virtual T Run<T>(Func<T> work, bool narrow = false, Action? meanwhile = null)
    {
        if (IsCallersOwn)
        {
            return work();
        }

        T result = default!;
        var job = new GateJob(() => result = work(), narrow ? 1 : TorchThreads.ForCaller());
        Enqueue(job);
        try
        {
            meanwhile?.Invoke();
        }
        finally
        {
            job.Wait();
        }

        return result;
    }

    /// <summary>
    /// Whether the calling thread may work while work of its own is done: if a processor is left to it, or if torch's threads share one. They wait for each
    /// other in every parallel part, so one of them that has no processor holds up all; if the others sleep meanwhile, nothing is lost by that
    /// (bench/results/images-ahead.csv), but if they spin, a pass takes several times as long (bench/results/busy.csv).
    /// </summary>
    /// <param name="narrow">Whether the work is so small that one torch thread does it.</param>
    public bool LeavesProcessor(bool narrow) => LeavesProcessor(narrow ? 1 : TorchThreads.ForCaller(), _processors, OpenMPVariables.SleepsSoon);

    /// <inheritdoc cref="LeavesProcessor(bool)"/>
    /// <param name="threads">The torch threads of the work.</param>
    /// <param name="processors">The processors.</param>
    /// <param name="sleepsSoon">Whether torch's threads do not spin for long.</param>
    internal static bool LeavesProcessor(int threads, int processors, bool sleepsSoon) =>
        threads < processors || (sleepsSoon && threads == processors && processors > 1);

    /// <inheritdoc cref="Run{T}(Func{T}, bool, Action)"/>
    public void Run(Action work, bool narrow = false) => Run(
        () =>
        {
            work();
            return true;
        },
        narrow);

    /// <summary>
    /// Frees what libtorch holds, on a thread of the gate, and waits for it. At the end of the process nothing is freed: the memory goes with it.
    /// </summary>
    public void Free(Action work)
    {
        if (IsCallersOwn)
        {
            work();
            return;
        }

        var job = new GateJob(work, 1, frees: true);
        Enqueue(job);
        job.Wait();
    }

    /// <summary>
    /// Queues work that frees what libtorch holds and does not wait for it: for finalizers and timers. What it throws is lost, and at the end of the process
    /// it is not done.
    /// </summary>
    public void Post(Action work) => Enqueue(new GateJob(work, 1, frees: true));

    /// <summary>
    /// Does work on the calling thread and lets the end of the process wait for it: the loading of torch, before which the gate's threads can do nothing.
    /// </summary>
    /// <exception cref="OperationCanceledException">The process is ending.</exception>
    internal T RunHere<T>(Func<T> work)
    {
        if (IsCallersOwn)
        {
            return work();
        }

        Enter();
        try
        {
            return work();
        }
        finally
        {
            lock (_queue)
            {
                Leave();
            }
        }
    }

    /// <summary>Starts a thread of the gate, without the context of the first caller: its culture and its flowing values would stay with the thread.</summary>
    protected virtual void Start(Thread thread)
    {
        thread.IsBackground = true;
        thread.Name = "NOLA torch";
        thread.UnsafeStart();
    }

    private void Enqueue(GateJob job)
    {
        lock (_queue)
        {
            if (_closed && job.Frees)
            {
                job.Finish();
            }
            else if (_refuses)
            {
                job.Fail(Ending());
            }
            else
            {
                _queue.Enqueue(job);
                Dispatch();
            }
        }
    }

    private bool HasRoomFor(GateJob job) => _used == 0 || _used + job.Threads <= _processors;

    /// <summary>
    /// Hands the first of the queue out while there is room and a thread for them, the lock held. Nothing overtakes the first, or a stream of small work would
    /// keep large work out. No thread wakes that has nothing to do: it would take a processor from those of torch.
    /// </summary>
    private void Dispatch()
    {
        while (!_closed && _queue.TryPeek(out GateJob? job) && HasRoomFor(job))
        {
            GateThreads threads = job.Threads == 1 ? _narrow : _wide;
            try
            {
                if (threads.Find(Math.Max(1, _processors / job.Threads), worker => Start(new Thread(() => Serve(threads, worker)))) is not { } worker)
                {
                    return;
                }

                _queue.Dequeue();
                _running++;
                _used += job.Threads;
                worker.Give(job);
            }
            catch (NolaException failure)
            {
                _queue.Dequeue().Fail(failure);
            }
        }
    }

    private void Enter()
    {
        lock (_queue)
        {
            if (!_closed)
            {
                _running++;
                return;
            }
        }

        // Waits for the refusal, as any work does that comes too late.
        GateJob refused = new(static () => { }, 1);
        Enqueue(refused);
        refused.Wait();
    }

    private void Leave()
    {
        _running--;
        Dispatch();
        if (_closed)
        {
            Monitor.PulseAll(_queue);
        }
    }

    private void Serve(GateThreads threads, GateWorker worker)
    {
        _current = this;
        while (true)
        {
            GateJob job = worker.Take();
            job.Execute();
            lock (_queue)
            {
                _used -= job.Threads;
                threads.Rest(worker);
                Leave();
            }

            job.Finish();
        }
    }
}
