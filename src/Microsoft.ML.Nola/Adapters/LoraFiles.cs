using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// The files of a LoRA adapter: a plain PEFT folder of task type SEQ_CLS. target_modules lists every adapted module by its path, which PEFT matches as it
/// matches suffixes, so no role of ours and no ambiguous suffix gets into the file. B is stored [out, r] as PEFT has it.
/// </summary>
internal static class LoraFiles
{
    public const string PeftType = "LORA";

    private const string Prefix = "base_model.model.";
    private const string HeadPrefix = Prefix + "classifier.";
    private const string SuffixA = ".lora_A.weight";
    private const string SuffixB = ".lora_B.weight";

    /// <summary>Above every backbone: paths are compared with each other, so the time goes with the square.</summary>
    private const int MaxSites = 1 << 13;

    private static readonly string[] PlainFlags = ["use_dora", "use_rslora", "fan_in_fan_out"];
    private static readonly string[] PlainPatterns = ["rank_pattern", "alpha_pattern"];
    private static readonly string[] HeadNames = ["weight", "bias"];

    public static byte[] WriteWeights(Adapter adapter)
    {
        var writer = new SafetensorsWriter();
        var layout = new FactorLayout(adapter.Plan.Sites);
        for (int i = 0; i < layout.Sites.Count; i++)
        {
            SitePlan site = layout.Sites[i];
            string path = Prefix + site.PeftPath;
            writer.Add(path + SuffixA, [site.Rank, site.InFeatures], adapter.Coefficients.AsMemory(layout.OffsetA(i), site.SizeA));
            float[] b = Transpose(adapter.Coefficients.AsSpan(layout.OffsetB(i), site.SizeB), site.Rank);
            writer.Add(path + SuffixB, [site.OutFeatures, site.Rank], b);
        }

        foreach (HeadTensor tensor in adapter.Head)
        {
            writer.Add(HeadPrefix + tensor.Name[(tensor.Name.IndexOf('.', StringComparison.Ordinal) + 1)..], tensor.Shape, tensor.Values);
        }

        return AdapterTensors.ToBytes(writer);
    }

    public static byte[] WriteConfig(Adapter adapter) => ConfigWriter.Write(json =>
    {
        AdapterPlan plan = adapter.Plan;
        json.WriteStartObject("alpha_pattern");
        json.WriteEndObject();
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
        json.WriteStrings("modules_to_save", ["classifier"]);
        json.WriteString("peft_type", PeftType);
        json.WriteNumber("r", plan.Rank);
        json.WriteStartObject("rank_pattern");
        json.WriteEndObject();
        json.WriteNull("revision");
        json.WriteStrings("target_modules", plan.Sites.Select(static site => site.Path));
        json.WriteString("task_type", "SEQ_CLS");
        json.WriteBoolean("use_dora", false);
        json.WriteBoolean("use_rslora", false);
    });

    public static Adapter Read(JsonSettings config, SafetensorsFile weights, string backboneIdentity)
    {
        RequirePlain(config);
        int rank = config.GetInt32("r", 1, 4096);
        double alpha = config.GetDouble("lora_alpha", 0, 1e6);
        IReadOnlyList<string> paths = config.GetStrings("target_modules");
        int expected = (2 * paths.Count) + HeadNames.Length;
        if (weights.Tensors.Count != expected || paths.Count > MaxSites)
        {
            throw new CorruptModelException(
                weights.Origin, $"it has {weights.Tensors.Count} tensors; target_modules and the head make {expected}, and at most {MaxSites} modules are supported");
        }

        string[] stored =
        [
            .. weights.Tensors.Keys.Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(SuffixA, StringComparison.Ordinal))
                .Select(static name => name[Prefix.Length..^SuffixA.Length]),
        ];
        SitePlan[] sites = [.. paths.Select(path => ReadSite(weights, stored, path, rank, alpha))];
        var layout = new FactorLayout(sites);
        var coefficients = new float[layout.Count];
        for (int i = 0; i < sites.Length; i++)
        {
            SitePlan site = sites[i];
            string path = Prefix + site.PeftPath;
            AdapterTensors.Read(weights, weights.Get(path + SuffixA)).CopyTo(coefficients, layout.OffsetA(i));
            Transpose(AdapterTensors.Read(weights, weights.Get(path + SuffixB)), site.OutFeatures).CopyTo(coefficients, layout.OffsetB(i));
        }

        HeadTensor[] head = [.. HeadNames.Select(name => ReadHead(weights, name))];
        var plan = new AdapterPlan
        {
            Method = AdaptationMethod.LoRA,
            Sites = sites,
            Rank = rank,
            Alpha = alpha,
            Dropout = config.GetDouble("lora_dropout", 0, 1),
            TargetModules = [.. sites.Select(static site => site.Path)],
            ExcludeModules = [],
        };
        return new Adapter(plan, coefficients, head, backboneIdentity, config.GetString("base_model_name_or_path", null));
    }

    /// <summary>What of PEFT's LoRA would make other numbers of the same factors, and is not supported.</summary>
    private static void RequirePlain(JsonSettings config)
    {
        string? variant = PlainFlags.FirstOrDefault(name => config.GetBoolean(name, defaultValue: false))
            ?? PlainPatterns.FirstOrDefault(name => config.GetObjectOrNull(name)?.Names.Any() == true)
            ?? (config.GetString("bias", "none") == "none" ? null : "bias");
        if (variant is not null)
        {
            throw new NolaCompatibilityException($"'{config.Origin}' sets {variant}; this version knows LoRA without it.");
        }
    }

    private static SitePlan ReadSite(SafetensorsFile weights, string[] stored, string path, int rank, double alpha)
    {
        string ending = "." + path;
        string[] matches = Array.FindAll(stored, name => name == path || name.EndsWith(ending, StringComparison.Ordinal));
        if (matches.Length != 1)
        {
            throw new CorruptModelException(weights.Origin, $"{matches.Length} tensors lora_A go with the module '{path}'; it must be one");
        }

        string peftPath = matches[0];
        SafetensorsEntry a = weights.Get($"{Prefix}{peftPath}{SuffixA}");
        SafetensorsEntry b = weights.Get($"{Prefix}{peftPath}{SuffixB}");

        // A width of 0 would fit an empty tensor; above, the file in memory is the bound.
        if (a.Shape.Count != 2 || b.Shape.Count != 2 || a.Shape[0] != rank || b.Shape[1] != rank || a.Shape[1] < 1 || b.Shape[0] < 1)
        {
            throw new CorruptModelException(weights.Origin, $"the factors {a} and {b} are not of rank {rank}");
        }

        return new SitePlan
        {
            Path = path,
            PeftPath = peftPath,
            InFeatures = (int)a.Shape[1],
            OutFeatures = (int)b.Shape[0],
            Rank = rank,
            Alpha = alpha,
        };
    }

    private static HeadTensor ReadHead(SafetensorsFile weights, string name)
    {
        SafetensorsEntry entry = weights.Get(HeadPrefix + name);
        return new HeadTensor("head." + name, [.. entry.Shape], AdapterTensors.Read(weights, entry));
    }

    /// <summary>A matrix of some rows, transposed.</summary>
    private static float[] Transpose(ReadOnlySpan<float> matrix, int rows)
    {
        int columns = matrix.Length / rows;
        var transposed = new float[matrix.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                transposed[(column * rows) + row] = matrix[(row * columns) + column];
            }
        }

        return transposed;
    }
}
