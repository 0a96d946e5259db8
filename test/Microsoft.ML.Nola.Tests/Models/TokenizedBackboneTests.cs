using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tests.Backbones;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Models;

[TestClass]
public sealed class TokenizedBackboneTests
{
    /// <summary>Said before a tokenizer is missed, which the folder of such a backbone need not have.</summary>
    [TestMethod]
    public void A_backbone_of_images_is_refused_for_texts()
    {
        using var guard = new TensorGuard();
        using var folder = new TemporaryFolder();
        BackboneReference reference = BackboneReference.FromFolder(TinyVision.Write(folder.File("backbone"), "dinov2"));
        var request = new BackboneRequest(reference, [], GpuDeviceId: null, FallbackToCpu: false, BaseQuantization.None);
        SettingsException fault = Assert.ThrowsExactly<SettingsException>(() => TextLayout.Joined.Acquire(request).Dispose());
        Assert.Contains("(dinov2) takes images, not texts", fault.Message);
    }
}
