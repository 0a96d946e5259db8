using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>The tensors of a PEFT LoRA file, sorted by what their names say. A tensor that nobody would use is refused.</summary>
internal sealed class LoraTensors
{
    public const string Prefix = "base_model.model.";
    public const string SuffixA = ".lora_A.weight";
    public const string SuffixB = ".lora_B.weight";

    private const string HeadPrefix = "head.";
    private const string WrittenModule = "classifier.";

    /// <summary>
    /// The modules whose new weights are taken, by the first part of their path. The first two are the last layer of a task: PEFT always lists both.
    /// </summary>
    public static readonly IReadOnlyList<string> SavedModules = ["classifier", "score", "pre_classifier"];

    private static readonly string[] LastLayers = ["classifier.", "score."];
    private static readonly string[] BiasSuffixes = [".base_layer.bias", ".bias"];

    private readonly SafetensorsFile _weights;
    private readonly SortedDictionary<string, SafetensorsEntry> _a = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SafetensorsEntry> _b = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SafetensorsEntry> _biases = new(StringComparer.Ordinal);
    private readonly List<(string Name, SafetensorsEntry Entry)> _head = [];

    public LoraTensors(SafetensorsFile weights)
    {
        _weights = weights;
        var others = new List<(string Name, SafetensorsEntry Entry)>();
        foreach (SafetensorsEntry entry in weights.Tensors.Values)
        {
            if (!entry.Name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                throw new CorruptModelException(weights.Origin, $"'{entry.Name}' has no name that PEFT gives to a tensor of LoRA");
            }

            string name = entry.Name[Prefix.Length..];
            if (!TryAdd(_a, name, SuffixA, entry) && !TryAdd(_b, name, SuffixB, entry))
            {
                others.Add((name, entry));
            }
        }

        others.ForEach(other => Sort(other.Name, other.Entry));
        RequirePairs();
        _head.Sort(static (x, y) => Order(x.Name) != Order(y.Name) ? Order(x.Name).CompareTo(Order(y.Name)) : string.CompareOrdinal(x.Name, y.Name));
    }

    /// <summary>The paths of the adapted modules as the file has them, in ordinal order.</summary>
    public IReadOnlyCollection<string> Modules => _a.Keys;

    /// <summary>The modules whose biases are replaced.</summary>
    public IReadOnlyCollection<string> BiasModules => _biases.Keys;

    /// <summary>Says whether an entry of modules_to_save is known.</summary>
    public static bool IsSavedModule(string name) => SavedModules.Contains(name, StringComparer.Ordinal);

    /// <summary>The name in the file of a tensor of the head.</summary>
    public static string NameOf(HeadTensor tensor) =>
        Prefix + (tensor.Name.StartsWith(HeadPrefix, StringComparison.Ordinal) ? WrittenModule + tensor.Name[HeadPrefix.Length..] : tensor.Name);

    /// <summary>The modules_to_save of a head.</summary>
    public static IReadOnlyList<string> SavedModulesOf(IReadOnlyList<HeadTensor> head) =>
        [.. head.Select(static tensor => NameOf(tensor)[Prefix.Length..].Split('.')[0]).Distinct(StringComparer.Ordinal)];

    public bool HasBias(string module) => _biases.ContainsKey(module);

    public SafetensorsEntry A(string module) => _a[module];

    public SafetensorsEntry B(string module) => _b[module];

    public float[] ReadA(string module) => AdapterTensors.ReadAny(_weights, _a[module]);

    public float[] ReadB(string module) => AdapterTensors.ReadAny(_weights, _b[module]);

    public float[] ReadBias(string module, int length) =>
        _biases[module].HasShape(length)
            ? AdapterTensors.ReadAny(_weights, _biases[module])
            : throw new CorruptModelException(_weights.Origin, $"the bias {_biases[module]} does not have the {length} outputs of its module");

    /// <summary>The tensors of the head: those of the last layer first, weight before bias.</summary>
    public HeadTensor[] ReadHead() =>
        [.. _head.Select(tensor => new HeadTensor(tensor.Name, [.. tensor.Entry.Shape], AdapterTensors.ReadAny(_weights, tensor.Entry)))];

    private static bool TryAdd(SortedDictionary<string, SafetensorsEntry> factors, string name, string suffix, SafetensorsEntry entry)
    {
        bool ends = name.EndsWith(suffix, StringComparison.Ordinal);
        if (ends)
        {
            factors.Add(name[..^suffix.Length], entry);
        }

        return ends;
    }

    private static int Order(string name) => name switch
    {
        "head.weight" => 0,
        "head.bias" => 1,
        _ => 2,
    };

    private void Sort(string name, SafetensorsEntry entry)
    {
        string? suffix = Array.Find(BiasSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal) && _a.ContainsKey(name[..^suffix.Length]));
        if (suffix is not null)
        {
            if (!_biases.TryAdd(name[..^suffix.Length], entry))
            {
                throw new CorruptModelException(_weights.Origin, $"'{name[..^suffix.Length]}' has two biases");
            }

            return;
        }

        if (!IsSavedModule(name.Split('.')[0]))
        {
            throw new NolaCompatibilityException(
                $"'{_weights.Origin}' holds '{entry.Name}', which this version cannot use. It knows lora_A and lora_B of linear modules, their biases, and new "
                + $"weights of {string.Join(", ", SavedModules)}.");
        }

        string? last = Array.Find(LastLayers, layer => name == layer + "weight" || name == layer + "bias");
        string own = last is null ? name : HeadPrefix + name[last.Length..];
        if (_head.Exists(tensor => tensor.Name == own))
        {
            throw new NolaCompatibilityException($"'{_weights.Origin}' holds two last layers, classifier and score; this version knows one.");
        }

        _head.Add((own, entry));
    }

    private void RequirePairs()
    {
        string? alone = _a.Keys.FirstOrDefault(module => !_b.ContainsKey(module)) ?? _b.Keys.FirstOrDefault(module => !_a.ContainsKey(module));
        if (alone is not null)
        {
            throw new CorruptModelException(_weights.Origin, $"'{alone}' has lora_{(_a.ContainsKey(alone) ? "A without lora_B" : "B without lora_A")}");
        }

        if (_a.Count is 0 or > AdapterLimits.MaxModules)
        {
            throw new CorruptModelException(
                _weights.Origin, $"it adapts {_a.Count} modules (tensors that end in {SuffixA}); 1 to {AdapterLimits.MaxModules} are supported");
        }
    }
}
