using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Checkpoints;

namespace Microsoft.ML.Nola.Adapters.Peft;

/// <summary>
/// An adapter as files: adapter_config.json and adapter_model.safetensors, the two that PEFT writes (docs/adapter-format.md). A zip holds the same files.
/// LoRA is a plain PEFT folder; NOLA says in PEFT's words what PEFT has words for.
/// </summary>
internal static class AdapterFolder
{
    public const string ConfigFileName = "adapter_config.json";
    public const string WeightsFileName = "adapter_model.safetensors";

    private const string PickleFileName = "adapter_model.bin";

    /// <summary>Thousands of sites fit; parsed JSON takes a multiple of its length.</summary>
    private const int MaxConfigLength = 1 << 20;
    private const int MaxReadoutLength = 1 << 12;

    /// <summary>A further method is a line here.</summary>
    private static readonly IAdapterCodec[] Codecs = [new SeededFiles(), new LoraFiles(), new FullFineTuningFiles()];

    /// <summary>The files of an adapter. Equal adapters give equal bytes.</summary>
    /// <param name="adapter">The adapter.</param>
    /// <param name="readout">How its head reads the backbone, for folders that are read alone; a zip says so elsewhere.</param>
    public static IReadOnlyDictionary<string, byte[]> Write(Adapter adapter, ReadoutInfo? readout = null)
    {
        IAdapterCodec codec = Array.Find(Codecs, codec => codec.Writes(adapter.Plan.Method))
            ?? throw new NotSupportedException($"An adapter of the method {adapter.Plan.Method} has no files.");
        var writer = new SafetensorsWriter();
        codec.AddTensors(writer, adapter);
        byte[] weights = AdapterTensors.ToBytes(writer);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [ConfigFileName] = codec.WriteConfig(adapter, HashManifest.Hash(weights)),
            [WeightsFileName] = weights,
        };
        if (readout is not null)
        {
            files.Add(ReadoutInfo.FileName, readout.Write());
        }

        return files;
    }

    /// <summary>
    /// Writes an adapter into a folder, which is created if it is not there. The folder never holds a file of this adapter beside one of another.
    /// </summary>
    public static void Save(Adapter adapter, string folder, ReadoutInfo? readout = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (readout is null && Directory.Exists(folder))
        {
            // Before the new files come in: the old adapter can do without it, the new one must not have it.
            File.Delete(Path.Combine(folder, ReadoutInfo.FileName));
        }

        AtomicFile.WriteTogether(folder, Write(adapter, readout), ConfigFileName);
    }

    /// <summary>Reads an adapter that this library wrote and checks everything that can be checked without its backbone.</summary>
    /// <param name="files">Contents by file name.</param>
    /// <param name="origin">Where they come from, for messages.</param>
    /// <param name="backboneIdentity">The identity that the caller has for the backbone; a NOLA configuration must say the same.</param>
    /// <exception cref="CorruptModelException">A file is missing or damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The files are of a newer format, of an unknown method, or another program's.</exception>
    public static Adapter Read(IReadOnlyDictionary<string, byte[]> files, string origin, string backboneIdentity)
    {
        return RequireOwnBiases(Read(files, origin, backboneIdentity, null), origin).Adapter;
    }

    /// <summary>Refuses an adapter that replaces biases of the backbone, which a model zip cannot keep.</summary>
    /// <exception cref="NolaCompatibilityException">It replaces some.</exception>
    public static LoadedAdapter RequireOwnBiases(LoadedAdapter loaded, string origin) => loaded.Biases.Count == 0
        ? loaded
        : throw new NolaCompatibilityException($"'{origin}/{ConfigFileName}' replaces biases of the backbone (bias), which a model zip has no place for.");

    /// <summary>Reads an adapter of this library or of PEFT over its backbone.</summary>
    /// <param name="files">Contents by file name.</param>
    /// <param name="origin">Where they come from, for messages.</param>
    /// <param name="backboneIdentity">The identity of the backbone.</param>
    /// <param name="sites">The sites of the backbone; every adapted module must be one of them.</param>
    /// <exception cref="CorruptModelException">A file is missing or damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The files are of a newer format or another method, or do not go with the backbone.</exception>
    public static LoadedAdapter Load(
        IReadOnlyDictionary<string, byte[]> files, string origin, string backboneIdentity, IReadOnlyList<AdapterSite> sites)
    {
        LoadedAdapter loaded = Read(files, origin, backboneIdentity, sites);
        try
        {
            loaded.Adapter.Plan.IndexesIn(sites);
            return loaded;
        }
        catch (NolaCompatibilityException exception)
        {
            throw new NolaCompatibilityException($"'{origin}' does not go with the backbone. {exception.Message}", exception);
        }
    }

    /// <summary>Reads a folder: see <see cref="Load(IReadOnlyDictionary{string, byte[]}, string, string, IReadOnlyList{AdapterSite})"/>.</summary>
    /// <exception cref="CorruptModelException">A file is missing or damaged.</exception>
    /// <exception cref="NolaCompatibilityException">The files are of a newer format or another method, or do not go with the backbone.</exception>
    /// <exception cref="IOException">A file is there and cannot be read.</exception>
    public static LoadedAdapter Load(string folder, string backboneIdentity, IReadOnlyList<AdapterSite> sites)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        AddFile(files, folder, ConfigFileName, MaxConfigLength);
        AddFile(files, folder, WeightsFileName, Array.MaxLength);
        AddFile(files, folder, ReadoutInfo.FileName, MaxReadoutLength);
        if (!files.ContainsKey(WeightsFileName) && File.Exists(Path.Combine(folder, PickleFileName)))
        {
            throw new NolaCompatibilityException(
                $"'{folder}' has its weights in {PickleFileName}, a pickle, which could run any program and is never read. "
                + $"Save the adapter as {WeightsFileName}.");
        }

        return Load(files, folder, backboneIdentity, sites);
    }

    /// <summary>
    /// How many bytes of the weights' file may be zeros, which a zip shrinks to almost nothing: a fit that was stopped before its first step has such
    /// coefficients and such a head. More than that must be paid for with bytes of the zip.
    /// </summary>
    /// <param name="config">The content of adapter_config.json.</param>
    /// <param name="origin">Its name, for messages.</param>
    /// <param name="outputs">The number of outputs of the head.</param>
    /// <exception cref="CorruptModelException">The configuration is damaged.</exception>
    public static long CompressibleLength(byte[] config, string origin, int outputs)
    {
        JsonSettings settings = ParseConfig(config, origin);
        long head = outputs * (AdapterLimits.MaxHiddenSize + 1L);
        return sizeof(float) * (head + FindCodec(settings).CountCompressible(settings));
    }

    private static LoadedAdapter Read(
        IReadOnlyDictionary<string, byte[]> files, string origin, string backboneIdentity, IReadOnlyList<AdapterSite>? sites)
    {
        JsonSettings config = ParseConfig(Get(files, origin, ConfigFileName), $"{origin}/{ConfigFileName}");
        byte[] content = Get(files, origin, WeightsFileName);
        using SafetensorsFile weights = SafetensorsFile.Parse(content, $"{origin}/{WeightsFileName}");
        IAdapterCodec codec = FindCodec(config);
        LoadedAdapter loaded = codec.Read(new AdapterSource(config, weights, HashManifest.Hash(content), backboneIdentity, sites));
        return files.TryGetValue(ReadoutInfo.FileName, out byte[]? readout)
            ? loaded with { Readout = ReadoutInfo.Read(readout, $"{origin}/{ReadoutInfo.FileName}") }
            : loaded;
    }

    private static JsonSettings ParseConfig(byte[] json, string origin)
    {
        BoundedFile.RequireLength(origin, json.Length, MaxConfigLength);
        return JsonSettings.Parse(json, origin);
    }

    private static IAdapterCodec FindCodec(JsonSettings config)
    {
        string type = config.GetString("peft_type");
        return Array.Find(Codecs, codec => codec.PeftTypes.Contains(type, StringComparer.Ordinal))
            ?? throw new NolaCompatibilityException(
                $"'{config.Origin}' has peft_type '{type}'; this version knows {string.Join(", ", Codecs.SelectMany(static codec => codec.PeftTypes))}.");
    }

    private static void AddFile(Dictionary<string, byte[]> files, string folder, string name, int maxLength)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return;
        }

        files.Add(name, BoundedFile.Read(path, maxLength));
    }

    private static byte[] Get(IReadOnlyDictionary<string, byte[]> files, string origin, string name)
        => files.TryGetValue(name, out byte[]? content) ? content : throw new CorruptModelException($"{origin}/{name}", "it is missing");
}
