using TorchSharp;

namespace Nola.Testing;

/// <summary>Asserts at its end that as many tensors are alive as at its beginning.</summary>
public sealed class TensorGuard : IDisposable
{
    private readonly long _before = CountSettled();

    /// <summary>The tensors that are alive when what earlier tests forgot is gone: else it would go in the middle of this one.</summary>
    public static long CountSettled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return torch.Tensor.TotalCount;
    }

    /// <summary>A guard for a test after which tests came that left models to the garbage collector: it must not come for them in between.</summary>
    public static TensorGuard AfterCollection()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new TensorGuard();
    }

    public void Dispose() => Assert.AreEqual(_before, torch.Tensor.TotalCount, "tensors alive after the test");
}
