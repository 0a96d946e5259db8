using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Training;

/// <summary>What an ordinary backward pass would keep in memory, and whether that is too much.</summary>
internal static class ActivationMemory
{
    /// <summary>Of the memory of the machine, or the container, this part may go to one pass.</summary>
    private const int ShareOfMemory = 2;

    /// <summary>Whether a pass should keep less. That depends on the sizes of batch, backbone and machine alone, never on what else runs.</summary>
    public static bool IsShort(Backbone backbone, ModelInput input) =>
        backbone.Device.type == TorchSharp.DeviceType.CPU
        && Estimate(backbone.Sites, backbone.PositionsOf(input)) > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory;

    /// <summary>
    /// The bytes that a pass keeps for its backward pass: about as many numbers a token as go into and come out of the linear maps.
    /// </summary>
    public static long Estimate(IReadOnlyList<AdapterSite> sites, long tokens) =>
        tokens * sizeof(float) * sites.Sum(static site => (long)site.InFeatures + site.OutFeatures);
}
