using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Nola.Testing;

/// <summary>Asserts at its end that as many tensors are alive as at its beginning.</summary>
public sealed class TensorGuard : IDisposable
{
    private readonly long _before = CountSettled();

    /// <summary>
    /// The tensors that are alive when the collector has taken the models that earlier tests left to it: else it would come for them in the middle of this one.
    /// </summary>
    public static long CountSettled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        // Finalizers only ask for what torch holds to be freed.
        SpinWait.SpinUntil(static () => TorchGate.Shared.Load == (0, 0), TimeSpan.FromMinutes(1));
        return torch.Tensor.TotalCount;
    }

    public void Dispose() => Assert.AreEqual(_before, torch.Tensor.TotalCount, "tensors alive after the test");
}
