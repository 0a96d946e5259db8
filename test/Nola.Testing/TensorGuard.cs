using TorchSharp;

namespace Nola.Testing;

/// <summary>Asserts at its end that as many tensors are alive as at its beginning.</summary>
public sealed class TensorGuard : IDisposable
{
    private readonly long _before = torch.Tensor.TotalCount;

    public void Dispose() => Assert.AreEqual(_before, torch.Tensor.TotalCount, "tensors alive after the test");
}
