using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters;

/// <summary>
/// An adapter as files: adapter_config.json and adapter_model.safetensors, the two that PEFT writes (docs/adapter-format.md). A zip holds the same files.
/// LoRA is a plain PEFT folder; NOLA says in PEFT's words what PEFT has words for.
/// </summary>
internal static class AdapterFolder
{
    public const string ConfigFileName = "adapter_config.json";
    public const string WeightsFileName = "adapter_model.safetensors";

    /// <summary>Thousands of sites fit; parsed JSON takes a multiple of its length.</summary>
    private const int MaxConfigLength = 1 << 20;

    /// <summary>The files of an adapter. Equal adapters give equal bytes.</summary>
    public static IReadOnlyDictionary<string, byte[]> Write(Adapter adapter)
    {
        byte[] weights = adapter.Plan.Method == AdaptationMethod.LoRA ? LoraFiles.WriteWeights(adapter) : NolaFiles.WriteWeights(adapter);
        byte[] config = adapter.Plan.Method == AdaptationMethod.LoRA
            ? LoraFiles.WriteConfig(adapter)
            : NolaFiles.WriteConfig(adapter, HashManifest.Hash(weights));
        return new SortedDictionary<string, byte[]>(StringComparer.Ordinal) { [ConfigFileName] = config, [WeightsFileName] = weights };
    }

    /// <summary>Writes an adapter into a folder, which is created where it is not there. The folder never holds a file of this adapter beside one of another.</summary>
    public static void Save(Adapter adapter, string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        AtomicFile.WriteTogether(folder, Write(adapter), ConfigFileName);
    }

    /// <summary>Reads an adapter and checks everything that can be checked without its backbone.</summary>
    /// <param name="files">Contents by file name.</param>
    /// <param name="origin">Where they come from, for messages.</param>
    /// <param name="backboneIdentity">The identity that whoever keeps the files says; a NOLA configuration must say the same.</param>
    /// <exception cref="CorruptModelException">A file is missing or damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The files are of a newer format, or of a method that this version does not know.</exception>
    public static Adapter Read(IReadOnlyDictionary<string, byte[]> files, string origin, string backboneIdentity)
    {
        byte[] json = Get(files, origin, ConfigFileName);
        string configOrigin = $"{origin}/{ConfigFileName}";
        if (json.Length > MaxConfigLength)
        {
            throw new CorruptModelException(configOrigin, $"it has {json.Length} bytes, at most {MaxConfigLength} are read");
        }

        JsonSettings config = JsonSettings.Parse(json, configOrigin);
        byte[] content = Get(files, origin, WeightsFileName);
        using SafetensorsFile weights = SafetensorsFile.Parse(content, $"{origin}/{WeightsFileName}");
        string type = config.GetString("peft_type");
        return type switch
        {
            LoraFiles.PeftType => LoraFiles.Read(config, weights, backboneIdentity),
            NolaFiles.PeftType or NolaFiles.ProbePeftType => NolaFiles.Read(
                config, weights, HashManifest.Hash(content), backboneIdentity),
            _ => throw new NolaCompatibilityException(
                $"'{config.Origin}' has peft_type '{type}'; this version knows {NolaFiles.PeftType}, {LoraFiles.PeftType}, {NolaFiles.ProbePeftType}."),
        };
    }

    private static byte[] Get(IReadOnlyDictionary<string, byte[]> files, string origin, string name)
        => files.TryGetValue(name, out byte[]? content) ? content : throw new CorruptModelException($"{origin}/{name}", "it is missing");
}
