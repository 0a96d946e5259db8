namespace Microsoft.ML.Nola;

/// <summary>Whether adapted modules read one random basis or each their own.</summary>
public enum BasisSharing
{
    /// <summary>All modules read one basis, so a step passes over it once. No loss of quality was measured.</summary>
    Shared,

    /// <summary>Every module has a basis of its own, addressed by its canonical path.</summary>
    PerModule,
}
