using System.Globalization;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Runtime;

[TestClass]
public sealed class TorchGateTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    [TestMethod]
    public void Work_returns_and_throws_to_its_caller()
    {
        Assert.AreEqual(42, TorchGate.Shared.Run(static () => 42));
        NolaException exception = Assert.ThrowsExactly<NolaException>(static () => TorchGate.Shared.Run<int>(static () => throw new NolaException("x")));
        Assert.AreEqual("x", exception.Message);
        Assert.Contains(nameof(Work_returns_and_throws_to_its_caller), exception.StackTrace!, "where it was thrown");
        Assert.AreEqual(1, TorchGate.Shared.Run(static () => TorchGate.Shared.Run(static () => 1)), "work may use the gate");
    }

    [TestMethod]
    public void The_gate_goes_on_after_work_that_threw()
    {
        var gate = new TorchGate(1);
        for (int i = 0; i < 3; i++)
        {
            Assert.ThrowsExactly<NolaException>(() => gate.Run<int>(static () => throw new NolaException("x")));
            Assert.AreEqual(i, gate.Run(() => i));
        }
    }

    [TestMethod]
    public void Work_keeps_to_the_callers_thread_count()
    {
        int before = torch.get_num_threads();
        try
        {
            torch.set_num_threads(1);
            Assert.AreEqual(1, TorchGate.Shared.Run(torch.get_num_threads));
            Assert.AreEqual(1, torch.get_num_threads());
        }
        finally
        {
            torch.set_num_threads(before);
        }

        Assert.AreEqual(before, TorchGate.Shared.Run(torch.get_num_threads));
    }

    [TestMethod]
    public void Work_leaves_the_callers_scope_and_grad_mode_alone()
    {
        using var guard = new TensorGuard();
        using DisposeScope scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        Assert.IsTrue(TorchGate.Shared.Run(() =>
        {
            torch.zeros(1);
            return torch.is_grad_enabled();
        }));
        Assert.IsFalse(torch.is_grad_enabled());
        Assert.AreEqual(0, scope.DisposablesCount);
    }

    [TestMethod]
    public void Small_work_gets_one_torch_thread()
    {
        int own = torch.get_num_threads();
        Assert.AreEqual(1, TorchGate.Shared.Run(torch.get_num_threads, narrow: true));
        Assert.AreEqual(own, TorchGate.Shared.Run(torch.get_num_threads));
        Assert.AreEqual(own, torch.get_num_threads());
    }

    /// <summary>Torch gives a new thread the count that any thread set last.</summary>
    [TestMethod]
    public void The_thread_count_of_threads_to_come_is_left_alone()
    {
        int before = OnNewThread(torch.get_num_threads);
        Assert.AreEqual(1, new TorchGate(1).Run(torch.get_num_threads, narrow: true));
        Assert.AreEqual(before, OnNewThread(torch.get_num_threads));
        Assert.AreEqual(before + 1, OnNewThread(() =>
        {
            torch.set_num_threads(before + 1);
            int inside = TorchGate.Shared.Run(torch.get_num_threads);
            torch.set_num_threads(before);
            return inside;
        }));
        Assert.AreEqual(before, OnNewThread(torch.get_num_threads));
    }

    [TestMethod]
    public void A_thread_keeps_nothing_of_its_first_caller()
    {
        AsyncLocal<string?> flowing = new() { Value = "of the first caller" };
        using CultureScope scope = new(CultureScope.German);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        TorchGate gate = new(1);
        Assert.AreEqual((null, ""), gate.Run(() => (flowing.Value, CultureInfo.CurrentCulture.Name)));
        Assert.AreEqual("of the first caller", flowing.Value);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void As_much_small_work_runs_at_once_as_there_are_processors(int processors)
    {
        var gate = new TorchGate(processors);
        int inside = 0;
        int most = 0;
        using var all = new CountdownEvent(processors);
        Task.WaitAll([.. Enumerable.Range(0, 12).Select(_ => Start(() => gate.Run(
            () =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref inside));

                // The first few meet here: the gate lets so many in.
                if (!all.IsSet)
                {
                    all.Signal();
                    Assert.IsTrue(all.Wait(Long));
                }

                Thread.Sleep(1);
                Interlocked.Decrement(ref inside);
                return true;
            },
            narrow: true)))]);
        Assert.AreEqual(processors, most);
    }

    /// <summary>A second team of torch threads would slow both down.</summary>
    [TestMethod]
    public void Nothing_runs_beside_work_that_uses_all_processors()
    {
        int before = torch.get_num_threads();
        var gate = new TorchGate(2);
        using var go = new ManualResetEventSlim();
        var wide = Start(() =>
        {
            torch.set_num_threads(2);
            gate.Run(() => go.Wait(Long));
        });
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Running == 1, Long));
        var narrow = Start(() => gate.Run(() => true, narrow: true));
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Waiting == 1, Long));
        Assert.IsFalse(narrow.Wait(50));
        go.Set();
        Assert.IsTrue(narrow.Wait(Long));
        Assert.IsTrue(wide.Wait(Long));
        Assert.AreEqual(before, torch.get_num_threads());
    }

    /// <summary>
    /// A fit asks anew for every step, and then queues behind everyone who asked meanwhile; and a thread that predicts in a loop queues behind the fit.
    /// </summary>
    [TestMethod]
    public void Work_is_served_first_come_first_served()
    {
        var gate = new TorchGate(1);
        var served = new List<string>();
        using var go = new ManualResetEventSlim();
        var tasks = new List<Task> { Start(() => gate.Run(() => go.Wait(Long))) };
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Running == 1, Long));
        string[] callers = ["step", "prediction 1", "prediction 2", "step", "prediction 3"];
        for (int i = 0; i < callers.Length; i++)
        {
            string caller = callers[i];
            tasks.Add(Start(() => gate.Run(() => served.Add(caller))));
            Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Waiting == i + 1, Long));
        }

        go.Set();
        Task.WaitAll([.. tasks]);
        CollectionAssert.AreEqual(callers, served);
    }

    /// <summary>The work uses what the caller disposes after it, so a caller that is interrupted waits for its end.</summary>
    [TestMethod]
    public void A_caller_does_not_leave_before_its_work_ends()
    {
        var gate = new TorchGate(1);
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        bool finished = false;
        bool finishedFirst = false;
        bool interrupted = false;
        var caller = new Thread(() =>
        {
            gate.Run(() =>
            {
                begun.Set();
                go.Wait(Long);
                finished = true;
            });
            finishedFirst = finished;
            try
            {
                Thread.Sleep(Long);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        });
        caller.Start();
        Assert.IsTrue(begun.Wait(Long));
        caller.Interrupt();
        Assert.IsFalse(caller.Join(50));
        go.Set();
        Assert.IsTrue(caller.Join(Long));
        Assert.IsTrue(finishedFirst);
        Assert.IsTrue(interrupted, "the interruption is not lost");
    }

    /// <summary>Later handlers of the end may dispose a model, and must not wait; any other thread would be inside torch when it goes.</summary>
    [TestMethod]
    public void A_closed_gate_works_for_the_thread_that_ends_the_process_alone()
    {
        TorchGate gate = new(1, Long);
        gate.Close();
        Assert.AreEqual(42, gate.Run(static () => 42));
        bool ran = false;

        // A task keeps what it throws in the end.
        Task other = Start(() => gate.Run(() => ran = true));
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Waiting == 1, Long));
        Assert.IsFalse(other.Wait(50));
        Assert.IsFalse(ran);
    }

    /// <summary>The thread that ends the process may wait for a lock that the caller holds.</summary>
    [TestMethod]
    public void A_closed_gate_refuses_queued_and_new_work()
    {
        TorchGate gate = new(1, TimeSpan.FromMilliseconds(20));
        using ManualResetEventSlim go = new();
        Task runs = Start(() => gate.Run(() => go.Wait(Long)));
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Running == 1, Long));
        Task<bool> queued = StartNew(() => gate.Run(static () => true));
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Waiting == 1, Long));
        Task close = Start(gate.Close);
        Assert.IsFalse(close.Wait(50), "what runs ends first");
        go.Set();
        Assert.IsTrue(runs.Wait(Long));
        Assert.IsTrue(close.Wait(Long));
        OperationCanceledException refusal = Assert.ThrowsExactly<OperationCanceledException>(() => queued.GetAwaiter().GetResult());
        Assert.Contains("The process is ending", refusal.Message);
        Assert.ThrowsExactly<OperationCanceledException>(() => StartNew(() => gate.Run(static () => true)).GetAwaiter().GetResult());
    }

    /// <summary>Memory goes with the process, and a Dispose should not throw.</summary>
    [TestMethod]
    public void A_closed_gate_frees_nothing_and_lets_the_callers_go_on()
    {
        TorchGate gate = new(1, Long);
        using ManualResetEventSlim go = new();
        int freed = 0;
        Task runs = Start(() => gate.Run(() => go.Wait(Long)));
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Running == 1, Long));
        gate.Post(() => freed++);
        Task waits = Start(() => gate.Free(() => freed++));
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Waiting == 2, Long));
        Task close = Start(gate.Close);
        Assert.IsTrue(waits.Wait(Long));
        go.Set();
        Assert.IsTrue(close.Wait(Long));
        Assert.IsTrue(runs.Wait(Long));
        gate.Post(() => freed++);
        Assert.IsTrue(Start(() => gate.Free(() => freed++)).Wait(Long));
        Assert.AreEqual(0, freed);
    }

    [TestMethod]
    public void Posted_work_runs_on_a_thread_of_the_gate_and_nobody_waits_for_it()
    {
        TorchGate gate = new(1);
        using ManualResetEventSlim go = new();
        int threads = 0;
        Task runs = Start(() => gate.Run(() => go.Wait(Long)));
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Running == 1, Long));
        gate.Post(static () => throw new NolaException("lost"));
        gate.Post(() => threads = gate.Run(torch.get_num_threads));
        go.Set();
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load == (0, 0), Long));
        Assert.AreEqual(1, threads);
        Assert.IsTrue(runs.Wait(Long));
    }

    /// <summary>In a container at its limit of processes a thread cannot be started.</summary>
    [TestMethod]
    public void A_thread_that_does_not_start_fails_its_job_and_no_other()
    {
        ThreadlessGate gate = new() { Fails = true };
        NolaException exception = Assert.ThrowsExactly<NolaException>(() => gate.Run(static () => 1));
        Assert.Contains("No thread could be started", exception.Message);
        Assert.IsInstanceOfType<OutOfMemoryException>(exception.InnerException);
        gate.Fails = false;
        Assert.AreEqual(2, gate.Run(static () => 2));
    }

    [TestMethod]
    public void Work_waits_for_a_thread_that_is_busy_if_another_does_not_start()
    {
        ThreadlessGate gate = new();
        using ManualResetEventSlim go = new();
        Task first = Start(() => gate.Run(() => go.Wait(Long), narrow: true));
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Running == 1, Long));
        gate.Fails = true;
        Task second = Start(() => gate.Run(static () => true, narrow: true));
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Waiting == 1, Long));
        go.Set();
        Assert.IsTrue(first.Wait(Long));
        Assert.IsTrue(second.Wait(Long));
    }

    private static int OnNewThread(Func<int> read)
    {
        int result = 0;
        var thread = new Thread(() => result = read());
        thread.Start();
        thread.Join();
        return result;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private static Task<T> StartNew<T>(Func<T> work)
        => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task Start(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
