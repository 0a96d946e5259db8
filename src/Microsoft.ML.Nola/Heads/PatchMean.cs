using Microsoft.ML.Nola.Backbones;
using TorchSharp;

namespace Microsoft.ML.Nola.Heads;

/// <summary>The mean over the patches of each image; class tokens have no part in it.</summary>
internal static class PatchMean
{
    /// <summary>The means [rows, hidden] of [rows, length, hidden]. The caller owns them.</summary>
    public static torch.Tensor Of(torch.Tensor hidden, ImageLimits limits)
    {
        using torch.Tensor patches = hidden.narrow(1, limits.ClassTokens, hidden.shape[1] - limits.ClassTokens);
        return patches.mean([1]);
    }
}
