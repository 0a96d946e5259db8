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
    public void Run_ReturnsWhatWorkReturnsAndThrowsWhatItThrows()
    {
        Assert.AreEqual(42, TorchGate.Shared.Run(static () => 42));
        NolaException exception = Assert.ThrowsExactly<NolaException>(static () => TorchGate.Shared.Run<int>(static () => throw new NolaException("x")));
        Assert.AreEqual("x", exception.Message);
        Assert.Contains(nameof(Run_ReturnsWhatWorkReturnsAndThrowsWhatItThrows), exception.StackTrace!, "where it was thrown");
        Assert.AreEqual(1, TorchGate.Shared.Run(static () => TorchGate.Shared.Run(static () => 1)), "work may use the gate");
    }

    [TestMethod]
    public void Run_GoesOnAfterAThrow()
    {
        var gate = new TorchGate(1);
        for (int i = 0; i < 3; i++)
        {
            Assert.ThrowsExactly<NolaException>(() => gate.Run<int>(static () => throw new NolaException("x")));
            Assert.AreEqual(i, gate.Run(() => i));
        }
    }

    [TestMethod]
    public void Run_KeepsToTheCallersThreadCount()
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
    public void Run_LeavesTheCallersScopeAndGradModeAlone()
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
    public void Run_GivesSmallWorkOneTorchThread()
    {
        int own = torch.get_num_threads();
        Assert.AreEqual(1, TorchGate.Shared.Run(torch.get_num_threads, narrow: true));
        Assert.AreEqual(own, TorchGate.Shared.Run(torch.get_num_threads));
        Assert.AreEqual(own, torch.get_num_threads());
    }

    /// <summary>Torch gives a new thread the count that any thread set last.</summary>
    [TestMethod]
    public void Run_LeavesTheThreadCountOfThreadsToComeAlone()
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
    public void The_thread_keeps_nothing_of_whoever_came_first()
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
    public void Run_LetsAsMuchSmallWorkRunAtOnceAsThereAreProcessors(int processors)
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
    public void Run_LetsNothingRunBesideWorkThatUsesAllProcessors()
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
    /// A fit asks anew for every step, and then stands behind everyone who asked meanwhile; and whoever predicts in a loop stands behind the fit.
    /// </summary>
    [TestMethod]
    public void Run_ServesFirstComeFirstServed()
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
    public void Run_IsNotLeftBeforeTheWorkEnds()
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

    /// <summary>Who is told of the end after the gate may dispose a model, and must not wait for ever; whoever else asks then would be inside torch when it goes.</summary>
    [TestMethod]
    public void Close_LetsWhoEndsTheProcessGoOnAndNobodyElse()
    {
        var gate = new TorchGate(1);
        gate.Close();
        Assert.AreEqual(42, gate.Run(static () => 42));
        bool ran = false;
        var other = new Thread(() => gate.Run(() => ran = true)) { IsBackground = true };
        other.Start();
        Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Waiting == 1, Long));
        Assert.IsFalse(other.Join(50));
        Assert.IsFalse(ran);
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

    private static Task Start(Action work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
