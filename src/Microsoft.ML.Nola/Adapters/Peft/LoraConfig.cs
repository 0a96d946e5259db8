using System.Text.RegularExpressions;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>What a PEFT LoRA configuration says of the numbers. A key that is unknown here and would change the numbers is refused by name.</summary>
internal sealed class LoraConfig
{
    /// <summary>Keys that are read here, or that have no influence on the numbers of a trained adapter.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "peft_type", "peft_version", "auto_mapping", "base_model_name_or_path", "revision", "task_type", "inference_mode",
        "r", "lora_alpha", "lora_dropout", "rank_pattern", "alpha_pattern", "use_rslora", "bias", "init_lora_weights",
        "target_modules", "exclude_modules", "layers_to_transform", "layers_pattern", "modules_to_save", "ensure_weight_tying",
        "loftq_config", "eva_config", "corda_config", "lora_ga_config", "runtime_config", "unsloth_fixed", TransposedWeights,
    };

    /// <summary>
    /// Says that the backbone's weights are stored [in, out], as GPT-2's are. The factors are as everywhere, and the backbone knows how its weights are stored.
    /// </summary>
    private const string TransposedWeights = "fan_in_fan_out";

    /// <summary>Switches that change what is computed, named so that a value of another kind is a fault.</summary>
    private static readonly string[] Variants = ["use_dora", "lora_bias", "use_qalora", "use_bdlora"];

    /// <summary>Initialisations that leave the backbone's weights as they are. Others (pissa, olora, loftq, ...) take something away from them.</summary>
    private static readonly string[] PlainStarts = ["gaussian", "eva", "orthogonal"];

    private readonly ModulePatterns<int> _ranks;
    private readonly ModulePatterns<double> _alphas;
    private readonly bool _rankStabilized;
    private readonly double _alpha;

    public LoraConfig(JsonSettings config)
    {
        Settings = config;
        RequireKnown(config);
        Rank = config.GetInt32("r", 1, AdapterLimits.MaxRank);
        _alpha = config.GetDouble("lora_alpha", 0, AdapterLimits.MaxAlpha);
        _rankStabilized = config.GetBoolean("use_rslora", defaultValue: false);
        _ranks = ModulePatterns<int>.Read(config, "rank_pattern", static (keys, key) => keys.GetInt32(key, 1, AdapterLimits.MaxModuleRank));
        _alphas = ModulePatterns<double>.Read(config, "alpha_pattern", static (keys, key) => keys.GetDouble(key, 0, AdapterLimits.MaxAlpha));
        Dropout = config.GetDouble("lora_dropout", 0, 1, 0);
        ReplacesBiases = ReadBias(config);
        Targets = config.Has("target_modules") && !config.IsString("target_modules") ? config.GetStrings("target_modules") : null;
    }

    public JsonSettings Settings { get; }

    public int Rank { get; }

    /// <summary>Alpha if no pattern says otherwise: the update is scaled by alpha / r.</summary>
    public double Alpha => Scaled(_alpha, Rank);

    public double Dropout { get; }

    /// <summary>Whether the file may hold biases in place of the adapted modules' own.</summary>
    public bool ReplacesBiases { get; }

    /// <summary>The entries of target_modules; null if it is one pattern or not there.</summary>
    public IReadOnlyList<string>? Targets { get; }

    public int RankOf(string module) => _ranks.Get(module, Rank);

    public double AlphaOf(string module) => Scaled(_alphas.Get(module, _alpha), RankOf(module));

    /// <summary>
    /// Whether target_modules names a module, as PEFT would say: PEFT ignores factors of any other. True if it is a pattern that only a backtracking
    /// matcher can judge.
    /// </summary>
    public Predicate<string> TargetMatcher()
    {
        if (Targets is { } targets)
        {
            HashSet<string> names = new(targets, StringComparer.Ordinal);
            return module => ModuleNames.Suffixes(module).Any(names.Contains);
        }

        if (!Settings.Has("target_modules") || Settings.GetString("target_modules") == "all-linear")
        {
            return static _ => true;
        }

        return SafePattern.TryCompile(Settings.GetString("target_modules"), out Regex? pattern, out _) ? pattern.IsMatch : static _ => true;
    }

    /// <summary>PEFT's rslora scales by alpha / sqrt(r); the alpha that gives the same as alpha / r.</summary>
    private double Scaled(double alpha, int rank)
    {
        double scaled = _rankStabilized ? alpha * Math.Sqrt(rank) : alpha;
        return scaled <= AdapterLimits.MaxAlpha
            ? scaled
            : throw Settings.Fault("lora_alpha", $"with use_rslora and rank {rank} is like an alpha above {AdapterLimits.MaxAlpha}");
    }

    private static void RequireKnown(JsonSettings config)
    {
        config.GetBoolean(TransposedWeights, defaultValue: false);
        string? variant = Array.Find(Variants, name => config.GetBoolean(name, defaultValue: false))
            ?? config.Names.FirstOrDefault(name => !Known.Contains(name) && !Variants.Contains(name, StringComparer.Ordinal) && config.IsSwitchedOn(name))
            ?? OddStart(config);
        if (variant is not null)
        {
            throw new NolaCompatibilityException($"'{config.Origin}' sets {variant}; this version knows LoRA without it.");
        }

        string? module = config.Has("modules_to_save")
            ? config.GetStrings("modules_to_save").FirstOrDefault(static name => !LoraTensors.IsSavedModule(name))
            : null;
        if (module is not null)
        {
            throw new NolaCompatibilityException(
                $"'{config.Origin}' has '{module}' in modules_to_save; this version knows {string.Join(", ", LoraTensors.SavedModules)}.");
        }
    }

    private static string? OddStart(JsonSettings config)
    {
        const string Name = "init_lora_weights";
        if (config.IsString(Name))
        {
            string start = config.GetString(Name);
            return PlainStarts.Contains(start, StringComparer.OrdinalIgnoreCase) ? null : $"{Name} to '{start}'";
        }

        // True or false: both only say how the factors started.
        config.GetBoolean(Name, defaultValue: true);
        return null;
    }

    private static bool ReadBias(JsonSettings config) => config.GetString("bias", "none") switch
    {
        "none" => false,
        "lora_only" => true,
        string other => throw new NolaCompatibilityException($"'{config.Origin}' sets bias to '{other}'; this version knows LoRA with 'none' and 'lora_only'."),
        null => false,
    };
}
