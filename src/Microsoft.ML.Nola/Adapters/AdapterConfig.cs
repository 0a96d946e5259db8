using Microsoft.ML.Nola.Adapters;

namespace Microsoft.ML.Nola;

/// <summary>What is adapted and with how many numbers. The words are those of PEFT's configuration and of the NOLA paper.</summary>
public sealed class AdapterConfig
{
    /// <summary>
    /// The basis seed that is used unless another is set. Two fits with one basis seed share their bases, so their coefficients can be added.
    /// </summary>
    internal const long DefaultBasisSeed = 2310_02556;

    /// <summary>Gets or sets the method.</summary>
    /// <value>The default is <see cref="AdaptationMethod.Nola"/>.</value>
    public AdaptationMethod Method { get; set; } = AdaptationMethod.Nola;

    /// <summary>Gets or sets the rank r of the update, 1 to 4,096.</summary>
    /// <value>The default is 8.</value>
    public int Rank { get; set; } = 8;

    /// <summary>Gets or sets alpha; the update is scaled by alpha / rank.</summary>
    /// <value>The default is <see langword="null"/>: alpha equals the rank.</value>
    public double? Alpha { get; set; }

    /// <summary>Gets or sets k, the number of bases of the factor A of each module.</summary>
    /// <value>The default is <see langword="null"/>: chosen from <see cref="ParameterBudget"/>.</value>
    public int? NumBasisA { get; set; }

    /// <summary>Gets or sets l, the number of bases of the factor B of each module.</summary>
    /// <value>The default is <see langword="null"/>: chosen from <see cref="ParameterBudget"/>.</value>
    public int? NumBasisB { get; set; }

    /// <summary>
    /// Gets or sets the seed of the random bases, or of what else a method draws once and never stores. It is not the training seed: two fits with different
    /// training seeds share a basis.
    /// </summary>
    /// <value>The default is 231002556.</value>
    public long BasisSeed { get; set; } = DefaultBasisSeed;

    /// <summary>
    /// Gets or sets how many numbers train beside the head. NOLA: sets k = l = budget / (2 * modules), rounded down to a multiple of 16, if they are unset.
    /// Uni-LoRA: the length of its vector.
    /// </summary>
    /// <value>The default is <see langword="null"/>: half of what LoRA of rank 1 on query and value trains (4,608 on MiniLM), and at least 16 bases
    /// each.</value>
    public int? ParameterBudget { get; set; }

    /// <summary>Gets or sets the distribution of the basis entries.</summary>
    /// <value>The default is <see cref="BasisDistribution.Rademacher"/>; uniform learns no better and takes 10 to 20 times as long to draw.</value>
    public BasisDistribution Distribution { get; set; } = BasisDistribution.Rademacher;

    /// <summary>Gets or sets where the coefficients start.</summary>
    /// <value>The default is <see cref="BasisInitialization.Offset"/>.</value>
    public BasisInitialization Initialization { get; set; } = BasisInitialization.Offset;

    /// <summary>Gets or sets whether modules share one basis.</summary>
    /// <value>The default is <see cref="BasisSharing.Shared"/>.</value>
    public BasisSharing Sharing { get; set; } = BasisSharing.Shared;

    /// <summary>
    /// Gets the modules that are adapted. An entry is a name as PEFT takes it (a suffix that begins at a dot) or a role: <c>attention</c> (query and value),
    /// <c>mlp</c>, <c>mlp-in</c>, <c>mlp-out</c>, <c>all-linear</c>. Names and roles go together, and each must name a module of the backbone. A regular
    /// expression that matches a whole path is allowed as the only entry.
    /// </summary>
    /// <value>The default is empty: <c>mlp</c> for NOLA, or <c>attention</c> if it adapts a language model to generate text; <c>attention</c> for
    /// LoRA and its other kin.</value>
    public IList<string> TargetModules { get; private set; } = [];

    /// <summary>Gets the modules that are left out, in the words of <see cref="TargetModules"/>. Each entry must name a module of the backbone.</summary>
    /// <value>The default is empty.</value>
    public IList<string> ExcludeModules { get; private set; } = [];

    /// <summary>
    /// Gets ranks of their own for some modules, by the words of <see cref="TargetModules"/>: PEFT's <c>rank_pattern</c>. Each key must name an adapted module,
    /// and no two the same one. Values are 1 to 4,096.
    /// </summary>
    /// <value>The default is empty.</value>
    public IDictionary<string, int> RankPattern { get; private set; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets alphas of their own for some modules, likewise: PEFT's <c>alpha_pattern</c>.</summary>
    /// <value>The default is empty.</value>
    public IDictionary<string, double> AlphaPattern { get; private set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Gets numbers of bases of A of their own for some modules, likewise. They do not count against <see cref="ParameterBudget"/>.</summary>
    /// <value>The default is empty.</value>
    public IDictionary<string, int> NumBasisAPattern { get; private set; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets numbers of bases of B of their own for some modules, likewise.</summary>
    /// <value>The default is empty.</value>
    public IDictionary<string, int> NumBasisBPattern { get; private set; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Gets or sets the dropout on the input of the adapter and on the pooled features while training, 0 to less than 1.</summary>
    /// <value>The default is 0.</value>
    public double Dropout { get; set; }

    internal double ResolvedAlpha => Alpha ?? Rank;

    internal AdapterConfig Clone()
    {
        var copy = (AdapterConfig)MemberwiseClone();
        copy.TargetModules = [.. TargetModules];
        copy.ExcludeModules = [.. ExcludeModules];
        copy.RankPattern = new Dictionary<string, int>(RankPattern, StringComparer.Ordinal);
        copy.AlphaPattern = new Dictionary<string, double>(AlphaPattern, StringComparer.Ordinal);
        copy.NumBasisAPattern = new Dictionary<string, int>(NumBasisAPattern, StringComparer.Ordinal);
        copy.NumBasisBPattern = new Dictionary<string, int>(NumBasisBPattern, StringComparer.Ordinal);
        return copy;
    }

    internal void CollectFaults(OptionFaults faults)
    {
        faults.Require(Enum.IsDefined(Method), $"Adapter.Method is {Method}; it must be a member of AdaptationMethod");
        faults.Require(Rank is >= 1 and <= AdapterLimits.MaxRank, $"Adapter.Rank is {Rank}; it must be 1 to {AdapterLimits.MaxRank}");
        faults.Require(
            Alpha is null or (> 0 and <= AdapterLimits.MaxAlpha), $"Adapter.Alpha is {Alpha}; it must be above 0 and at most {AdapterLimits.MaxAlpha}");
        faults.Require(
            NumBasisA is null or (>= 1 and <= AdapterLimits.MaxBasisCount),
            $"Adapter.NumBasisA is {NumBasisA}; it must be 1 to {AdapterLimits.MaxBasisCount}");
        faults.Require(
            NumBasisB is null or (>= 1 and <= AdapterLimits.MaxBasisCount),
            $"Adapter.NumBasisB is {NumBasisB}; it must be 1 to {AdapterLimits.MaxBasisCount}");
        faults.Require(ParameterBudget is null or >= 2, $"Adapter.ParameterBudget is {ParameterBudget}; it must be at least 2");
        faults.Require(Enum.IsDefined(Distribution), $"Adapter.Distribution is {Distribution}; it must be a member of BasisDistribution");
        faults.Require(Enum.IsDefined(Initialization), $"Adapter.Initialization is {Initialization}; it must be a member of BasisInitialization");
        faults.Require(Enum.IsDefined(Sharing), $"Adapter.Sharing is {Sharing}; it must be a member of BasisSharing");
        RequirePattern(faults, RankPattern, nameof(RankPattern), 1, AdapterLimits.MaxRank);
        RequirePattern(faults, NumBasisAPattern, nameof(NumBasisAPattern), 1, AdapterLimits.MaxBasisCount);
        RequirePattern(faults, NumBasisBPattern, nameof(NumBasisBPattern), 1, AdapterLimits.MaxBasisCount);
        foreach ((string key, double value) in AlphaPattern)
        {
            faults.Require(
                value is > 0 and <= AdapterLimits.MaxAlpha, $"Adapter.AlphaPattern has {value} for '{key}'; it must be above 0 and at most {AdapterLimits.MaxAlpha}");
        }

        faults.Require(Dropout is >= 0 and < 1, $"Adapter.Dropout is {Dropout}; it must be 0 to less than 1");
        faults.Require(!TargetModules.Any(string.IsNullOrWhiteSpace), "Adapter.TargetModules holds an empty name");
        faults.Require(!ExcludeModules.Any(string.IsNullOrWhiteSpace), "Adapter.ExcludeModules holds an empty name");
    }

    private static void RequirePattern(OptionFaults faults, IDictionary<string, int> pattern, string name, int least, int most)
    {
        foreach ((string key, int value) in pattern)
        {
            faults.Require(value >= least && value <= most, $"Adapter.{name} has {value} for '{key}'; it must be {least} to {most}");
        }
    }
}
