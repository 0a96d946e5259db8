using System.Globalization;
using Microsoft.ML.Nola.Training;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Training;

[TestClass]
public sealed class TorchGateTests
{
    [TestMethod]
    public void Run_ReturnsWhatWorkReturnsAndThrowsWhatItThrows()
    {
        Assert.AreEqual(42, TorchGate.Shared.Run(static () => 42));
        Assert.AreEqual("x", Assert.ThrowsExactly<NolaException>(static () => TorchGate.Shared.Run<int>(static () => throw new NolaException("x"))).Message);
        Assert.AreEqual(1, TorchGate.Shared.Run(static () => TorchGate.Shared.Run(static () => 1)), "work may use the gate");
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
    public void Run_ServesManyThreadsOneAfterTheOther()
    {
        int inside = 0;
        int sum = 0;
        Parallel.For(0, 200, _ => TorchGate.Shared.Run(() =>
        {
            Assert.AreEqual(1, Interlocked.Increment(ref inside));
            sum++;
            Interlocked.Decrement(ref inside);
        }));
        Assert.AreEqual(200, sum);
    }

    [TestMethod]
    public void The_thread_keeps_nothing_of_whoever_came_first()
    {
        AsyncLocal<string?> flowing = new() { Value = "of the first caller" };
        using CultureScope scope = new(CultureScope.German);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        TorchGate gate = new();
        Assert.AreEqual((null, ""), gate.Run(() => (flowing.Value, CultureInfo.CurrentCulture.Name)));
        Assert.AreEqual("of the first caller", flowing.Value);
    }
}
