namespace Microsoft.ML.Nola;

/// <summary>What an adapter is made of, with every value resolved.</summary>
public sealed class AdapterInfo
{
    /// <summary>Gets the method.</summary>
    public required AdaptationMethod Method { get; init; }

    /// <summary>Gets the rank r.</summary>
    public required int Rank { get; init; }

    /// <summary>Gets alpha; the update is scaled by alpha / rank.</summary>
    public required double Alpha { get; init; }

    /// <summary>Gets k, the number of bases of the factor A of each module; 0 for other methods than NOLA.</summary>
    public required int NumBasisA { get; init; }

    /// <summary>Gets l, the number of bases of the factor B of each module; 0 for other methods than NOLA.</summary>
    public required int NumBasisB { get; init; }

    /// <summary>Gets the seed of the random bases; 0 for methods without bases.</summary>
    public required long BasisSeed { get; init; }

    /// <summary>Gets the seed of the fit; <see langword="null"/> where it is not known, as after loading.</summary>
    public int? TrainingSeed { get; init; }

    /// <summary>Gets the distribution of the basis entries; the default for methods without bases.</summary>
    public required BasisDistribution Distribution { get; init; }

    /// <summary>Gets the canonical paths of the adapted modules, in the order of their coefficients.</summary>
    public required IReadOnlyList<string> Sites { get; init; }

    /// <summary>Gets how many numbers were fitted beside the head.</summary>
    public required int AdapterParameters { get; init; }

    /// <summary>Gets how many numbers the head has.</summary>
    public required int HeadParameters { get; init; }

    /// <summary>Gets the identity of the backbone, a SHA-256 in hexadecimal.</summary>
    public required string BackboneIdentity { get; init; }
}
