namespace Microsoft.ML.Nola;

/// <summary>How a fitted adapter scores. The scores of the two ways differ by rounding, some 1e-6 of a probability.</summary>
public enum ScoringMode
{
    /// <summary>Beside the backbone's weights, which all models of a process share: a model takes the memory of its factors, kilobytes.</summary>
    Unmerged,

    /// <summary>
    /// Merged into copies of the weights that it updates, when the model first scores: a pass is as fast as that of the frozen backbone, and the model takes 8
    /// bytes for each number of those weights (57 MB with the defaults; half as much over a language model). The backbone is not quantised. Where it computes in
    /// <see cref="ComputeType.BFloat16"/>, whose eight binary digits would round small updates away, the model scores unmerged.
    /// </summary>
    Merged,

    /// <summary><see cref="Merged"/> if that takes 128 MiB at most and the backbone is not quantised, else <see cref="Unmerged"/>. It is decided when the fit ends.</summary>
    Auto,
}
