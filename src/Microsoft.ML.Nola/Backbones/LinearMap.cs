using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>A frozen linear map y = x W^T + bias with the site that an adapter knows it by.</summary>
/// <param name="Site">The site.</param>
/// <param name="Weight">W, [out, in].</param>
/// <param name="Bias">The bias, [out].</param>
internal sealed record LinearMap(AdapterSite Site, torch.Tensor Weight, torch.Tensor? Bias) : IDisposable
{
    public void Dispose()
    {
        Weight.Dispose();
        Bias?.Dispose();
    }
}
