using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// A frozen pretrained transformer. Immutable and shared: a process holds one for each combination of files and device, and every model that is
/// fitted over it leases it.
/// </summary>
/// <threadsafety>Safe for use by several threads; a forward pass changes nothing.</threadsafety>
public sealed class Backbone
{
    private static readonly SharedInstances<(string Identity, string Device), LoadedBackbone> Shared = new(TorchGate.Shared, BackboneGracePeriod.Read);

    private readonly BackboneArchitecture _architecture;

    private Backbone(string identity, string modelType, string? name, torch.Device device, BackboneArchitecture architecture)
    {
        Identity = identity;
        ModelType = modelType;
        Name = name;
        Device = device;
        _architecture = architecture;
    }

    /// <summary>Gets the identity: SHA-256 in lower-case hexadecimal over the files that make the backbone (docs/backbone-identity.md).</summary>
    public string Identity { get; }

    /// <summary>Gets the <c>model_type</c> of config.json.</summary>
    public string ModelType { get; }

    /// <summary>Gets the linear maps that an adapter may update, in the order of the forward pass.</summary>
    public IReadOnlyList<AdapterSite> Sites => _architecture.Sites;

    /// <summary>Gets the width of the hidden states.</summary>
    public int HiddenSize => _architecture.HiddenSize;

    /// <summary>Gets the largest number of tokens of a row.</summary>
    public int MaxLength => _architecture.MaxLength;

    internal int VocabularySize => _architecture.VocabularySize;

    internal bool HasPooler => _architecture.HasPooler;

    internal torch.Device Device { get; }

    /// <summary>The name that config.json gives the model (_name_or_path), where it gives one that is no path of a machine.</summary>
    internal string? Name { get; }

    /// <summary>Leases a backbone; the first lease reads it from disk.</summary>
    /// <param name="reference">Which backbone. Its folder needs config.json and model.safetensors.</param>
    /// <param name="options">How it is held, or <see langword="null"/> for the defaults.</param>
    /// <returns>The lease; dispose it when the backbone is no longer needed.</returns>
    /// <exception cref="BackboneNotFoundException">There is no such backbone in the places searched.</exception>
    /// <exception cref="CorruptModelException">A file of it is damaged or does not fit the others.</exception>
    /// <exception cref="NolaCompatibilityException">Its architecture is unknown to this version, or the native torch library cannot be loaded.</exception>
    public static BackboneLease Acquire(BackboneReference reference, BackboneOptions? options = null)
        => Acquire(reference, [], options?.Device);

    internal static BackboneLease Acquire(BackboneReference reference, IReadOnlyList<string> folders, torch.Device? device)
    {
        ArgumentNullException.ThrowIfNull(reference);
        string folder = BackboneLocator.Find(reference, folders);
        JsonSettings settings = ReadSettings(folder);
        TorchRuntime.EnsureLoaded();
        torch.Device place = device ?? torch.CPU;
        string identity = BackboneIdentity.Compute(folder);
        (LoadedBackbone loaded, ReleaseShare release) = Shared.Acquire(
            (identity, place.ToString()), () => TorchGate.Shared.Run(() => new LoadedBackbone(Load(identity, settings, folder, place)), narrow: true));
        return new BackboneLease(loaded.Backbone, folder, release);
    }

    /// <summary>Computes the last hidden state.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="binding">The adapters, or <see langword="null"/> for the frozen backbone alone.</param>
    /// <returns>The last hidden state, [rows, length, hidden]; the caller owns it. Entries at padding are meaningless. Gradients are recorded as the
    /// caller's grad mode says, from the lowest adapted site on.</returns>
    /// <exception cref="ArgumentException">The input is of the wrong kind, too long, or has an id that the backbone does not know.</exception>
    public torch.Tensor Forward(ModelInput input, AdapterBinding? binding = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _architecture.Forward(input, binding ?? AdapterBinding.None);
    }

    /// <summary>The pooler's output [rows, hidden] for a last hidden state.</summary>
    internal torch.Tensor Pool(torch.Tensor hidden) => _architecture.Pool(hidden);

    private static JsonSettings ReadSettings(string folder)
    {
        JsonSettings settings = JsonSettings.Load(Path.Combine(folder, BackboneFiles.Config));
        ModelTypes.Check(settings);
        return settings;
    }

    private static Backbone Load(string identity, JsonSettings settings, string folder, torch.Device device)
    {
        using var weights = new CheckpointWeights(folder);
        return new Backbone(
            identity, ModelTypes.Check(settings), ReadName(settings), device, ModelTypes.Create(settings, weights, device));
    }

    private static string? ReadName(JsonSettings settings)
    {
        string name = settings.GetString("_name_or_path", null) ?? string.Empty;
        return name.Length == 0 || Path.IsPathRooted(name) || name.StartsWith('.') || name.Contains('\\', StringComparison.Ordinal) ? null : name;
    }

    /// <summary>What the registry disposes; a backbone itself has no public Dispose, because others may hold it.</summary>
    private sealed record LoadedBackbone(Backbone Backbone) : IDisposable
    {
        public void Dispose() => Backbone._architecture.Dispose();
    }
}
