using Microsoft.ML.Nola.Adapters;

namespace Microsoft.ML.Nola.Models;

/// <summary>Whether a model merges its adapter. The answer depends on settings alone, never on load or free memory: a reloaded model has the same scores.</summary>
internal static class ScoringModes
{
    /// <summary>128 MiB: a merged number takes 8 bytes, since its weight lies in memory as it is and packed.</summary>
    private const long MostMergedByItself = 16L << 20;

    /// <summary>Whether an adapter is merged. One without sites has nothing to merge.</summary>
    public static bool Merges(this ScoringMode mode, AdapterPlan plan, BaseQuantization quantization) => plan.Sites.Count > 0 && mode switch
    {
        ScoringMode.Merged => true,
        ScoringMode.Auto => quantization == BaseQuantization.None
            && plan.Sites.Sum(static site => (long)site.InFeatures * site.OutFeatures) <= MostMergedByItself,
        _ => false,
    };
}
