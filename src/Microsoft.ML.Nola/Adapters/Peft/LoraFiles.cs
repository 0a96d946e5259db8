using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// The files of a LoRA adapter: a plain PEFT folder. What is written lists every adapted module by its path in target_modules, which PEFT matches as it
/// matches suffixes, so no role and no ambiguous suffix gets into the file. B is stored [out, r] as PEFT has it. A folder that is read may be PEFT's:
/// the adapted modules are those whose factors are in the file.
/// </summary>
internal sealed class LoraFiles : IAdapterCodec
{
    private const string PeftType = "LORA";

    public IReadOnlyList<string> PeftTypes { get; } = [PeftType];

    public bool Writes(AdaptationMethod method) => method == AdaptationMethod.LoRA;

    public void AddTensors(SafetensorsWriter writer, Adapter adapter)
    {
        var layout = new FactorLayout(adapter.Plan.Sites);
        LoraSlices.Write(writer, layout.Sites);
        foreach (LoraModule module in LoraModule.Of(layout.Sites))
        {
            string path = LoraTensors.Prefix + module.PeftPath;
            writer.Add(path + LoraTensors.SuffixA, [module.Rank, module.InFeatures], module.A(layout, adapter.Coefficients));
            writer.Add(path + LoraTensors.SuffixB, [module.OutFeatures, module.Rank], module.B(layout, adapter.Coefficients));
        }

        foreach (HeadTensor tensor in adapter.Head)
        {
            writer.Add(LoraTensors.NameOf(tensor), tensor.Shape, tensor.Values);
        }
    }

    public byte[] WriteConfig(Adapter adapter, string payloadHash) => ConfigWriter.Write(json =>
    {
        AdapterPlan plan = adapter.Plan;
        IReadOnlyList<LoraModule> modules = LoraModule.Of(plan.Sites);
        json.WriteNumbers("alpha_pattern", modules.Where(module => module.Alpha != plan.Alpha).Select(static module => (PatternOf(module), module.Alpha)));
        json.WriteNull("auto_mapping");
        json.WriteString("base_model_name_or_path", adapter.BackboneName);
        json.WriteString("bias", "none");
        json.WriteNull("exclude_modules");
        json.WriteBoolean("fan_in_fan_out", false);
        json.WriteBoolean("inference_mode", true);
        json.WriteBoolean("init_lora_weights", true);
        json.WriteNull("layers_pattern");
        json.WriteNull("layers_to_transform");
        json.WriteNumber("lora_alpha", plan.Alpha);
        json.WriteNumber("lora_dropout", plan.Dropout);
        json.WriteStringsOrNull("modules_to_save", LoraTensors.SavedModulesOf(adapter.Head));
        json.WriteString("peft_type", PeftType);
        json.WriteNumber("r", plan.Rank);
        json.WriteNumbers("rank_pattern", modules.Where(module => module.Rank != plan.Rank).Select(static module => (PatternOf(module), (double)module.Rank)));
        json.WriteNull("revision");
        json.WriteStrings("target_modules", modules.Select(static module => module.Path));
        json.WriteString("task_type", adapter.TaskType ?? (adapter.Head.Count > 0 ? "SEQ_CLS" : "FEATURE_EXTRACTION"));
        json.WriteBoolean("use_dora", false);
        json.WriteBoolean("use_rslora", false);
    });

    public LoadedAdapter Read(AdapterSource source)
    {
        var config = new LoraConfig(source.Config);
        var tensors = new LoraTensors(source.Weights);
        if (!config.ReplacesBiases && tensors.BiasModules.FirstOrDefault() is { } module)
        {
            throw new CorruptModelException(source.Weights.Origin, $"it holds a bias of '{module}', though bias is 'none' in {AdapterFolder.ConfigFileName}");
        }

        LoraSite[] parts = source.Sites is { } backbone ? SitesOf(source, config, tensors, backbone) : SitesOf(source, config, tensors);
        SitePlan[] sites = [.. parts.Select(part => InCurrentWords(part.Plan, source.Sites))];
        var plan = new AdapterPlan
        {
            Method = AdaptationMethod.LoRA,
            Sites = sites,
            Rank = config.Rank,
            Alpha = config.Alpha,
            Dropout = config.Dropout,
            TargetModules = [.. sites.Select(static site => site.Path)],
            ExcludeModules = [],
        };
        var adapter = new Adapter(plan, ReadFactors(tensors, parts), tensors.ReadHead(), source.BackboneIdentity, NameOf(source.Config));
        return new LoadedAdapter(adapter)
        {
            Biases = parts.Where(part => tensors.HasBias(part.Plan.PeftPath)).ToDictionary(
                static part => part.Plan.Path, part => part.ReadBias(tensors), StringComparer.Ordinal),
        };
    }

    /// <summary>The configuration does not say how large the factors are. A is random at the start, so a zip has bytes enough to pay for B's zeros.</summary>
    public long CountCompressible(JsonSettings config) => 0;

    /// <summary>The sites of a file of any origin, in the order of the backbone.</summary>
    private static LoraSite[] SitesOf(AdapterSource source, LoraConfig config, LoraTensors tensors, IReadOnlyList<AdapterSite> backbone)
    {
        Func<string, AdapterSite?> find = ModuleNames.Over(backbone);
        ILookup<string, AdapterSite> byModule = backbone.ToLookup(static site => site.ModulePath, StringComparer.Ordinal);
        Dictionary<string, int> indexes = backbone.ToDictionary(static site => site.Path, static site => site.Index, StringComparer.Ordinal);
        var slices = new LoraSlices(source.Weights);
        Predicate<string> isTarget = config.TargetMatcher();
        var found = new SortedDictionary<int, LoraSite>();
        foreach (string module in tensors.Modules)
        {
            AdapterSite site = find(module) ?? throw new NolaCompatibilityException(
                $"'{source.Weights.Origin}' adapts '{module}', which is no linear module of this backbone that can be adapted. There are {Example(backbone)}.");
            if (!isTarget(module))
            {
                throw new CorruptModelException(source.Weights.Origin, $"it adapts '{module}', which target_modules does not name");
            }

            SitePlan plan = PlanOf(source.Weights, config, tensors, module, site.ModulePath);
            int outFeatures = site.Slice?.ModuleOutFeatures ?? site.OutFeatures;
            if (plan.InFeatures != site.InFeatures || plan.OutFeatures != outFeatures)
            {
                throw new NolaCompatibilityException(
                    $"'{source.Weights.Origin}' adapts '{module}' as [{plan.OutFeatures}, {plan.InFeatures}]; "
                    + $"this backbone has {site.ModulePath} [{outFeatures}, {site.InFeatures}].");
            }

            foreach (LoraSite part in slices.SitesOf(plan, [.. byModule[site.ModulePath]]))
            {
                if (!found.TryAdd(indexes[part.Plan.Path], part))
                {
                    throw new CorruptModelException(
                        source.Weights.Origin, $"'{found[indexes[part.Plan.Path]].Plan.PeftPath}' and '{module}' are one module of the backbone");
                }
            }
        }

        return [.. found.Values];
    }

    /// <summary>A site whose module is called as a newer transformers calls it, so that what is saved again is of one piece.</summary>
    private static SitePlan InCurrentWords(SitePlan plan, IReadOnlyList<AdapterSite>? backbone) =>
        backbone?.First(site => site.Path == plan.Path) is { OlderModulePath: not null } site
            ? plan with { PeftPath = ModuleNames.Current(plan.PeftPath, site) }
            : plan;

    /// <summary>The sites of a file that this library wrote, whose target_modules is the list of the modules' canonical paths, in its order.</summary>
    private static LoraSite[] SitesOf(AdapterSource source, LoraConfig config, LoraTensors tensors)
    {
        IReadOnlyList<string> targets = config.Targets ?? throw new NolaCompatibilityException(
            $"'{source.Config.Origin}' does not list the adapted modules by their paths (target_modules), so it can be read only over its backbone.");
        Func<string, string?> find = ModuleNames.Among(targets);
        var slices = new LoraSlices(source.Weights);
        var found = new Dictionary<string, SitePlan>(StringComparer.Ordinal);
        foreach (string module in tensors.Modules)
        {
            string path = find(module) ?? throw new CorruptModelException(source.Weights.Origin, $"it adapts '{module}', which target_modules does not name");
            if (!found.TryAdd(path, PlanOf(source.Weights, config, tensors, module, path)))
            {
                throw new CorruptModelException(source.Weights.Origin, $"'{found[path].PeftPath}' and '{module}' both end in '{path}' of target_modules");
            }
        }

        return
        [
            .. targets.SelectMany(path => found.Remove(path, out SitePlan? module)
                ? slices.SitesOf(module, [])
                : throw new CorruptModelException(source.Weights.Origin, $"it has no factors for '{path}' of target_modules, or the name stands there twice")),
        ];
    }

    private static SitePlan PlanOf(SafetensorsFile weights, LoraConfig config, LoraTensors tensors, string module, string path)
    {
        int rank = config.RankOf(module);
        SafetensorsEntry a = tensors.A(module);
        SafetensorsEntry b = tensors.B(module);

        // A width of 0 would fit an empty tensor; above, the file in memory is the bound.
        if (a.Shape.Count != 2 || b.Shape.Count != 2 || a.Shape[0] != rank || b.Shape[1] != rank || a.Shape[1] < 1 || b.Shape[0] < 1)
        {
            throw new CorruptModelException(weights.Origin, $"the factors {a} and {b} are not of rank {rank}, which {AdapterFolder.ConfigFileName} gives them");
        }

        return new SitePlan
        {
            Path = path,
            PeftPath = module,
            InFeatures = (int)a.Shape[1],
            OutFeatures = (int)b.Shape[0],
            Rank = rank,
            Alpha = config.AlphaOf(module),
        };
    }

    private static float[] ReadFactors(LoraTensors tensors, LoraSite[] sites)
    {
        var layout = new FactorLayout([.. sites.Select(static site => site.Plan)]);
        var coefficients = new float[layout.Count];
        for (int i = 0; i < sites.Length; i++)
        {
            SitePlan plan = sites[i].Plan;
            sites[i].CopyFactors(
                tensors.ReadA(plan.PeftPath),
                tensors.ReadB(plan.PeftPath),
                coefficients.AsSpan(layout.OffsetA(i), plan.SizeA),
                coefficients.AsSpan(layout.OffsetB(i), plan.SizeB));
        }

        return coefficients;
    }

    /// <summary>The backbone's name, if it is not a path of the machine that wrote the file.</summary>
    private static string? NameOf(JsonSettings config)
    {
        string? name = config.GetString("base_model_name_or_path", null);
        return string.IsNullOrEmpty(name) || name[0] is '.' or '/' or '~' || name.AsSpan().ContainsAny('\\', ':') ? null : name;
    }

    /// <summary>A key of rank_pattern or alpha_pattern that matches this module alone.</summary>
    private static string PatternOf(LoraModule module) => module.Path.Replace(".", "\\.", StringComparison.Ordinal);

    private static string Example(IReadOnlyList<AdapterSite> sites) =>
        string.Join(", ", sites.Take(3).Select(static site => $"'{site.PeftPath}'")) + (sites.Count > 3 ? $" and {sites.Count - 3} more" : string.Empty);
}
