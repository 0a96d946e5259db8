using System.Diagnostics;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Runtime;

[TestClass]
public sealed class ScalarCallsTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(0.7);

    /// <summary>With TorchSharp's own add_ and mul_, some ten of these calls failed.</summary>
    [TestMethod]
    public void Collections_in_the_middle_of_a_call_do_no_harm()
    {
        using var stop = new ManualResetEventSlim();
        var collector = new Thread(() =>
        {
            while (!stop.IsSet)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            using torch.Tensor sum = torch.zeros(8, torch.float64);
            using torch.Tensor one = torch.ones(8, torch.float64);
            long calls = 0;
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Duration; calls++)
            {
                sum.AddInPlace(one);
                sum.MultiplyInPlace(2);
                sum.DivideInPlace(2);
                sum.AddInPlace(1.5);
            }

            Assert.AreEqual(2.5 * calls, sum[0].item<double>());
        }
        finally
        {
            stop.Set();
            collector.Join();
        }
    }

    [TestMethod]
    public void Calls_do_what_those_of_torch_do()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor four = torch.full(1, 4f);
        Check(12, four.clone().AddProductInPlace(four, torch.full(1, 2f)));
        Check(8, four.clone().AddProductInPlace(four, torch.full(1, 2f), 0.5));
        Check(5, four.clone().AddQuotientInPlace(four, torch.full(1, 2f), 0.5));
        Check(20, four.PlusProduct(four, four));
        Check(10, four.Times(2.5));
        Check(6, four.Plus(torch.full(1, 2f)));
        Check(1, four.IsAbove(3.5).to_type(torch.float32));
        Check(0, four.IsAbove(4).to_type(torch.float32));
        Check(7, ScalarCalls.Full([1], 7, four));
        Check(4, four);

        static void Check(float expected, torch.Tensor actual) => Assert.AreEqual(expected, actual.item<float>());
    }
}
