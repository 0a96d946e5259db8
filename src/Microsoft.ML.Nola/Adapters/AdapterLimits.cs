using Microsoft.ML.Nola.Basis;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// The largest numbers that an adapter may have: far above any use, far below what could overflow a size. Options and files have the same limits.
/// </summary>
internal static class AdapterLimits
{
    /// <summary>The largest rank: the basis format has room for no more.</summary>
    public const int MaxRank = BasisSpec.MaxRows;

    /// <summary>The largest rank of a module in a LoRA folder: slices of a fused map, three at most, add up.</summary>
    public const int MaxModuleRank = 3 * MaxRank;

    /// <summary>The most bases of a factor.</summary>
    public const int MaxBasisCount = 1 << 20;

    /// <summary>The largest alpha.</summary>
    public const double MaxAlpha = 1e6;

    /// <summary>The most input or output features of a module.</summary>
    public const int MaxWidth = 1 << 23;

    /// <summary>The widest hidden states that a head is expected to read if no file says how wide they are.</summary>
    public const int MaxHiddenSize = 1 << 15;

    /// <summary>The most adapted modules of a LoRA folder, each of which is compared with every pattern.</summary>
    public const int MaxModules = 1 << 13;
}
