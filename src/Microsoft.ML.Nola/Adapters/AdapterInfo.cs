namespace Microsoft.ML.Nola;

/// <summary>What an adapter is made of, with every value resolved.</summary>
public sealed class AdapterInfo
{
    internal AdapterInfo()
    {
    }

    /// <summary>Gets the method.</summary>
    public AdaptationMethod Method { get; internal init; }

    /// <summary>Gets the rank r.</summary>
    public int Rank { get; internal init; }

    /// <summary>Gets alpha; the update is scaled by alpha / rank.</summary>
    public double Alpha { get; internal init; }

    /// <summary>Gets k, the number of bases of the factor A of each module; 0 for methods other than NOLA.</summary>
    public int NumBasisA { get; internal init; }

    /// <summary>Gets l, the number of bases of the factor B of each module; 0 for methods other than NOLA.</summary>
    public int NumBasisB { get; internal init; }

    /// <summary>Gets the seed of the random bases; 0 for methods that draw nothing.</summary>
    public long BasisSeed { get; internal init; }

    /// <summary>Gets the seed of the fit; <see langword="null"/> if it is not known, as after loading.</summary>
    public int? TrainingSeed { get; internal init; }

    /// <summary>Gets the distribution of the basis entries; the default for methods without bases.</summary>
    public BasisDistribution Distribution { get; internal init; }

    /// <summary>
    /// Gets the canonical paths of the adapted modules, in the order of their coefficients; empty for a linear probe and for full fine-tuning.
    /// </summary>
    public IReadOnlyList<string> Sites { get; internal init; } = [];

    /// <summary>
    /// Gets how many numbers were fitted in each module beside the head, in the order of their coefficients; empty for a linear probe. They add up to
    /// <see cref="AdapterParameters"/>. Uni-LoRA has one vector for all modules, which counts as one, <c>theta_d</c>.
    /// </summary>
    public IReadOnlyList<ModuleParameters> ParametersByModule { get; internal init; } = [];

    /// <summary>Gets how many numbers were fitted beside the head.</summary>
    public int AdapterParameters { get; internal init; }

    /// <summary>Gets how many numbers the head has.</summary>
    public int HeadParameters { get; internal init; }

    /// <summary>Gets the name that the backbone's configuration gives it; <see langword="null"/> if it gives none.</summary>
    public string? BackboneName { get; internal init; }

    /// <summary>Gets the identity of the backbone, a SHA-256 in hexadecimal.</summary>
    public string BackboneIdentity { get; internal init; } = string.Empty;
}
