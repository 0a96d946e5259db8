using Microsoft.ML.Nola.Backbones;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>A configuration with every number resolved for one backbone: the ordered sites and what their factors are made of.</summary>
internal sealed record AdapterPlan
{
    /// <summary>What PEFT calls the vector that all modules share.</summary>
    private const string SharedVector = "theta_d";

    public required AdaptationMethod Method { get; init; }

    public required IReadOnlyList<SitePlan> Sites { get; init; }

    public required int Rank { get; init; }

    public required double Alpha { get; init; }

    public required double Dropout { get; init; }

    public required IReadOnlyList<string> TargetModules { get; init; }

    public required IReadOnlyList<string> ExcludeModules { get; init; }

    public long BasisSeed { get; init; }

    public BasisDistribution Distribution { get; init; }

    public BasisInitialization Initialization { get; init; }

    public BasisSharing Sharing { get; init; }

    /// <summary>The length of the one vector that the factors of all sites are taken from; 0 if each site has numbers of its own.</summary>
    public int VectorLength { get; init; }

    /// <summary>How many numbers train beside the head.</summary>
    public long ParameterCount => VectorLength > 0
        ? VectorLength
        : Sites.Sum(static site => (long)site.ParameterCount) + Tensors.Sum(static tensor => tensor.Size);

    /// <summary>The tensors that a method changes as a whole; empty for methods that add to sites.</summary>
    public IReadOnlyList<TensorPlan> Tensors { get; init; } = [];

    /// <summary>Resolves a configuration for a backbone.</summary>
    public static AdapterPlan Resolve(AdapterConfig config, Backbone backbone) => Resolve(config, backbone.Sites, TensorPlan.Of(backbone));

    /// <summary>Resolves a configuration for what a backbone has.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="sites">The linear maps that may be updated.</param>
    /// <param name="tensors">All tensors, for methods that change tensors as a whole.</param>
    public static AdapterPlan Resolve(AdapterConfig config, IReadOnlyList<AdapterSite> sites, IReadOnlyList<TensorPlan>? tensors = null)
        => Methods.Method.Of(config.Method).Resolve(config, sites, tensors ?? []);

    /// <summary>
    /// How many numbers train in each module. The tensors of one module (a weight and its bias) count together; a vector that all modules share counts once.
    /// </summary>
    public IReadOnlyList<ModuleParameters> ParametersByModule() => VectorLength > 0 ? [new ModuleParameters { Path = SharedVector, Parameters = VectorLength }] :
    [
        .. Sites.Select(static site => new ModuleParameters { Path = site.Path, Parameters = site.ParameterCount }),
        .. Tensors.GroupBy(static tensor => tensor.Name[..Math.Max(0, tensor.Name.LastIndexOf('.'))], StringComparer.Ordinal)
            .Select(static module => new ModuleParameters { Path = module.Key, Parameters = module.Sum(static tensor => tensor.Size) }),
    ];

    /// <summary>In what this plan and another one differ, so that the numbers of one mean something else to the other; null if they mean the same.</summary>
    public string? FindDifference(AdapterPlan other) =>
        Method != other.Method ? $"Adapter.Method is {Method} and {other.Method}"
        : BasisSeed != other.BasisSeed ? $"Adapter.BasisSeed is {BasisSeed} and {other.BasisSeed}"
        : Distribution != other.Distribution ? $"Adapter.Distribution is {Distribution} and {other.Distribution}"
        : Sharing != other.Sharing ? $"Adapter.Sharing is {Sharing} and {other.Sharing}"
        : Initialization != other.Initialization ? $"Adapter.Initialization is {Initialization} and {other.Initialization}"
        : VectorLength != other.VectorLength ? $"Adapter.ParameterBudget is {VectorLength} and {other.VectorLength}"
        : FindDifferentSite(other)
            ?? (Tensors.Select(static tensor => tensor.Name).SequenceEqual(other.Tensors.Select(static tensor => tensor.Name), StringComparer.Ordinal)
                ? null
                : "the tensors of the networks have other names");

    /// <summary>Refuses a backbone in fewer bits to a method that changes its tensors.</summary>
    /// <exception cref="SettingsException">The plan changes tensors, and the backbone's are quantised.</exception>
    public void RequireBase(Backbone backbone)
    {
        if (Tensors.Count > 0 && backbone.Quantization != BaseQuantization.None)
        {
            throw new SettingsException(
                $"BaseQuantization is {backbone.Quantization}, but Adapter.Method is {Method}, which changes every weight of the backbone: codes of few bits cannot "
                + "train. Set BaseQuantization to None, or choose another method.");
        }
    }

    private string? FindDifferentSite(AdapterPlan other)
    {
        if (!Sites.Select(static site => site.Path).SequenceEqual(other.Sites.Select(static site => site.Path), StringComparer.Ordinal))
        {
            return $"they adapt other modules, {Sites.Count} and {other.Sites.Count}";
        }

        foreach ((SitePlan one, SitePlan two) in Sites.Zip(other.Sites))
        {
            // A file does not say which slice of its module a site is; the path does.
            if (one with { Slice = null } != (two with { Slice = null }))
            {
                return $"the module '{one.Path}' has {one.Describe()}, and {two.Describe()}";
            }
        }

        return null;
    }

    /// <summary>The backbone's site numbers of the adapted sites; refuses a backbone that lacks one or has another shape there.</summary>
    public IReadOnlyList<int> IndexesIn(IReadOnlyList<AdapterSite> backboneSites)
    {
        Dictionary<string, AdapterSite> byPath = backboneSites.ToDictionary(static site => site.Path, StringComparer.Ordinal);
        return
        [
            .. Sites.Select(site => byPath.TryGetValue(site.Path, out AdapterSite? found)
                && found.InFeatures == site.InFeatures && found.OutFeatures == site.OutFeatures
                    ? found.Index
                    : throw new NolaCompatibilityException(
                        $"The adapter updates '{site.Path}' [{site.OutFeatures}, {site.InFeatures}]; "
                        + $"the backbone has {found?.ToString() ?? "no such module"}.")),
        ];
    }
}
