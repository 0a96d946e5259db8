using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// The files of an adapter whose random part is drawn from a seed: NOLA, Uni-LoRA and VeRA, and a linear probe, which is one without sites. PEFT has
/// types for Uni-LoRA and VeRA, but draws by generators of NumPy and torch, so its folders would give other numbers: the types here are not PEFT's.
/// </summary>
internal sealed class SeededFiles : IAdapterCodec
{
    private const string PeftType = "NOLA";
    private const string ProbePeftType = "LINEAR_PROBE";
    private const string UniLoraPeftType = "UNILORA_SEEDED";
    private const string VeraPeftType = "VERA_SEEDED";

    /// <summary>The versions of the folder's layout; in the second one scales need not be those of the numbers of bases. The basis has a version of its own.</summary>
    private const int FormatVersion = 1;
    private const int ScaledFormatVersion = 2;
    private const int BasisVersion = 1;
    private const string CoefficientsName = "coefficients";

    /// <summary>PEFT's name for it.</summary>
    private const string VectorLengthName = "theta_d_length";

    private static readonly Dictionary<AdaptationMethod, string> Types = new()
    {
        [AdaptationMethod.Nola] = PeftType,
        [AdaptationMethod.LinearProbe] = ProbePeftType,
        [AdaptationMethod.UniLoRA] = UniLoraPeftType,
        [AdaptationMethod.VeRA] = VeraPeftType,
    };

    public IReadOnlyList<string> PeftTypes { get; } = [.. Types.Values];

    public bool Writes(AdaptationMethod method) => Types.ContainsKey(method);

    public void AddTensors(SafetensorsWriter writer, Adapter adapter)
    {
        writer.Add(CoefficientsName, [adapter.Coefficients.Length], adapter.Coefficients);
        AdapterTensors.AddHead(writer, adapter);
    }

    public byte[] WriteConfig(Adapter adapter, string payloadHash) => ConfigWriter.Write(json =>
    {
        AdapterPlan plan = adapter.Plan;

        // The lowest version that has all that is to be said, so that older readers take what they can.
        json.WriteNumber("adapter_format_version", plan.Sites.Any(NolaSites.HasOwnScale) ? ScaledFormatVersion : FormatVersion);
        json.WriteString("backbone_identity", adapter.BackboneIdentity);
        json.WriteString("base_model_name_or_path", adapter.BackboneName);
        json.WriteString("basis_distribution", Word(plan.Distribution));
        json.WriteString("basis_initialization", Word(plan.Initialization));

        // A string: readers that hold numbers as doubles would round a 64-bit seed.
        json.WriteString("basis_seed", plan.BasisSeed.ToString(CultureInfo.InvariantCulture));
        json.WriteString("basis_sharing", Word(plan.Sharing));
        json.WriteNumber("basis_version", BasisVersion);
        json.WriteString("bias", "none");
        json.WriteStrings("exclude_modules", plan.ExcludeModules);
        json.WriteBoolean("inference_mode", true);
        json.WriteNumber("lora_alpha", plan.Alpha);
        json.WriteNumber("lora_dropout", plan.Dropout);
        json.WriteString("payload_sha256", payloadHash);
        json.WriteString("peft_type", Types[plan.Method]);
        json.WriteNumber("r", plan.Rank);
        json.WriteStartArray("sites");
        foreach (SitePlan site in plan.Sites)
        {
            NolaSites.Write(json, site, plan.Distribution);
        }

        json.WriteEndArray();
        json.WriteStrings("target_modules", plan.TargetModules);
        json.WriteString("task_type", adapter.TaskType ?? "SEQ_CLS");
        if (plan.Method == AdaptationMethod.UniLoRA)
        {
            json.WriteNumber(VectorLengthName, plan.VectorLength);
        }
    });

    public LoadedAdapter Read(AdapterSource source)
    {
        JsonSettings config = source.Config;
        SafetensorsFile weights = source.Weights;
        config.RequireVersion("adapter_format_version", ScaledFormatVersion);
        config.RequireVersion("basis_version", BasisVersion);
        config.RequireEqual("payload_sha256", source.PayloadHash);
        config.RequireEqual("backbone_identity", source.BackboneIdentity);
        AdapterPlan plan = ReadPlan(config);
        float[] coefficients = AdapterTensors.Read(weights, weights.Get(CoefficientsName));
        if (coefficients.Length != plan.ParameterCount)
        {
            throw new CorruptModelException(weights.Origin, $"'{CoefficientsName}' has {coefficients.Length} entries; the sites have {plan.ParameterCount}");
        }

        return new LoadedAdapter(
            new Adapter(
                plan, coefficients, AdapterTensors.ReadHead(weights, CoefficientsName), source.BackboneIdentity,
                config.GetString("base_model_name_or_path", null)));
    }

    /// <summary>The coefficients of NOLA and most of VeRA's start at zero.</summary>
    public long CountCompressible(JsonSettings config) => ReadPlan(config) is { Method: not AdaptationMethod.UniLoRA } plan ? plan.ParameterCount : 0;

    private static AdapterPlan ReadPlan(JsonSettings config)
    {
        string type = config.GetString("peft_type");
        AdaptationMethod method = Types.First(pair => pair.Value == type).Key;
        var distribution = Parse<BasisDistribution>(config, "basis_distribution");
        bool mayScale = config.GetInt32("adapter_format_version", FormatVersion, int.MaxValue) >= ScaledFormatVersion;
        SitePlan[] sites = [.. config.GetObjects("sites").Select(site => NolaSites.Read(site, method, distribution, mayScale))];
        if ((method == AdaptationMethod.LinearProbe) != (sites.Length == 0))
        {
            throw config.Fault("sites", $"has {sites.Length} entries, which does not go with peft_type");
        }

        long entries = NolaSites.Require(config, sites);

        return new AdapterPlan
        {
            Method = method,
            Sites = sites,
            Rank = config.GetInt32("r", 1, AdapterLimits.MaxRank),
            Alpha = config.GetDouble("lora_alpha", 0, AdapterLimits.MaxAlpha),
            Dropout = config.GetDouble("lora_dropout", 0, 1),
            TargetModules = config.GetStrings("target_modules"),
            ExcludeModules = config.GetStrings("exclude_modules"),
            BasisSeed = ReadSeed(config),
            Distribution = distribution,
            Initialization = Parse<BasisInitialization>(config, "basis_initialization"),
            Sharing = Parse<BasisSharing>(config, "basis_sharing"),
            VectorLength = method == AdaptationMethod.UniLoRA ? config.GetInt32(VectorLengthName, 1, (int)entries) : 0,
        };
    }

    private static long ReadSeed(JsonSettings config)
        => long.TryParse(config.GetString("basis_seed"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seed)
            ? seed
            : throw config.Fault("basis_seed", "is not a 64-bit number");

    private static TEnum Parse<TEnum>(JsonSettings config, string name)
        where TEnum : struct, Enum
    {
        string word = config.GetString(name);
        foreach (TEnum value in Enum.GetValues<TEnum>())
        {
            if (Word(value) == word)
            {
                return value;
            }
        }

        throw config.Fault(name, $"is '{word}'; known are {string.Join(", ", Enum.GetValues<TEnum>().Select(Word))}");
    }

    /// <summary>The JSON word of an enumeration's member: PerModule is per_module.</summary>
    private static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum
        => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
