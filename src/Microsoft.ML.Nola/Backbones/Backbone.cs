using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Checkpoints;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// A frozen pretrained transformer. Immutable and shared: a process holds one for each combination of files, quantisation, type of
/// number and device, and every model that is fitted over it leases it.
/// </summary>
/// <threadsafety>Safe for use by several threads; a forward pass changes nothing.</threadsafety>
public sealed class Backbone
{
    /// <summary>
    /// Passes with fewer multiplications than this in linear maps run on one torch thread. On several they end sooner, but several callers score fewer texts a
    /// second together than with one each, and threads that have slept between two passes make a pass longer than one thread does
    /// (bench/results/predictions-long.csv). Measured as 64 tokens of MiniLM, whose linear maps have 10.6 million weights. It depends on batch and backbone
    /// alone, never on what else runs: oneDNN divides long sums between several threads, so another number of them gives other bits.
    /// </summary>
    private const long WorkWorthAllThreads = 64L * 6 * ((4 * 384 * 384) + (2 * 384 * 1536));

    private static readonly SharedInstances<(string Identity, BaseQuantization Quantization, ComputeType Type, string Device), LoadedBackbone> Shared =
        new(TorchGate.Shared, BackboneGracePeriod.Read);

    private readonly BackboneNetwork _network;
    private readonly long _linearWeights;

    private Backbone(
        string identity, string modelType, string? name, torch.Device device, BaseQuantization quantization, ComputeType computeType, BackboneNetwork network)
    {
        Identity = identity;
        ModelType = modelType;
        Name = name;
        Device = device;
        Quantization = quantization;
        ComputeType = computeType;
        _network = network;
        _linearWeights = network.Sites.Sum(static site => (long)site.InFeatures * site.OutFeatures);
    }

    /// <summary>Gets the identity: SHA-256 in lower-case hexadecimal over the files that make the backbone (docs/backbone-identity.md).</summary>
    public string Identity { get; }

    /// <summary>Gets the <c>model_type</c> of config.json.</summary>
    public string ModelType { get; }

    /// <summary>Gets how the weights of linear maps are held in memory.</summary>
    public BaseQuantization Quantization { get; }

    /// <summary>Gets in which type of number it computes; never <see cref="ComputeType.Auto"/>.</summary>
    public ComputeType ComputeType { get; }

    /// <summary>
    /// Gets the bytes that all its numbers take in memory, as they were loaded. What its first passes make of them beside, copies of the weights of linear maps
    /// in an order that is read faster (docs/deployment.md), is not counted: whether and when it comes depends on those passes.
    /// </summary>
    public long SizeInBytes => _network.Parameters.Sum(static parameter => parameter.SizeInBytes);

    /// <summary>Gets the linear maps that an adapter may update, in the order of the forward pass.</summary>
    public IReadOnlyList<AdapterSite> Sites => _network.Sites;

    /// <summary>Gets the width of the hidden states.</summary>
    public int HiddenSize => _network.HiddenSize;

    /// <summary>Gets the largest number of tokens of a row; 0 if the backbone takes no text.</summary>
    public int MaxLength => TextLimits?.MaxLength ?? 0;

    /// <summary>The limits on texts; null if the backbone takes none.</summary>
    internal TextLimits? TextLimits => _network.TextLimits;

    /// <summary>The limits on images; null if the backbone takes none.</summary>
    internal ImageLimits? ImageLimits => _network.ImageLimits;

    internal int VocabularySize => TextLimits?.VocabularySize ?? 0;

    /// <summary>Gets whether the backbone is a language model: one that scores which token comes next.</summary>
    public bool HasLanguageModelHead => _network.HasLanguageModelHead;

    /// <summary>Whether a token sees only those before it, as in a decoder.</summary>
    internal bool IsCausal => _network.IsCausal;

    /// <summary>Whether a pass over so many tokens is so small that one torch thread does it; others run beside it.</summary>
    internal bool IsSmall(long tokens) => tokens * _linearWeights < WorkWorthAllThreads;

    /// <summary>How many positions of a sequence a batch has in all: tokens, or parts of images.</summary>
    internal long PositionsOf(ModelInput input) => _network.PositionsOf(input);

    internal bool HasPooler => _network.Pooler is not null;

    /// <summary>Whether the pooler gives what the backbone was trained to say of a row, and not only an input of its pre-training head.</summary>
    internal bool IsReadByPooler => _network.IsReadByPooler;

    /// <summary>
    /// The name that task models give the base model, such as <c>bert</c>: the prefix of its modules in their checkpoints and in PEFT's folders.
    /// </summary>
    internal string BasePrefix => _network.BasePrefix;

    /// <summary>Every tensor by its canonical name. Those of a shared backbone are not to be changed.</summary>
    internal IReadOnlyList<NamedTensor> Parameters => _network.Parameters;

    internal torch.Device Device { get; }

    /// <summary>The name that config.json gives the model (_name_or_path), if it gives one that is not a path on some machine.</summary>
    internal string? Name { get; }

    /// <summary>Leases a backbone; the first lease reads it from disk.</summary>
    /// <param name="reference">Which backbone. Its folder needs config.json and model.safetensors; a GGUF file has all that is needed.</param>
    /// <param name="options">How it is held, or <see langword="null"/> for the defaults.</param>
    /// <returns>The lease; dispose it when the backbone is no longer needed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is no member of its enumeration.</exception>
    /// <exception cref="BackboneNotFoundException">There is no such backbone in the places searched.</exception>
    /// <exception cref="CorruptModelException">A file of it is damaged or does not fit the others.</exception>
    /// <exception cref="NolaCompatibilityException">Its architecture is unknown to this version, or the native torch library cannot be loaded.</exception>
    /// <exception cref="NolaException">The options do not go together.</exception>
    public static BackboneLease Acquire(BackboneReference reference, BackboneOptions? options = null)
        => Acquire(reference, [], options?.Device, options?.Quantization ?? BaseQuantization.None, options?.ComputeType ?? ComputeType.Float32);

    internal static BackboneLease Acquire(
        BackboneReference reference,
        IReadOnlyList<string> folders,
        torch.Device? device,
        BaseQuantization quantization = BaseQuantization.None,
        ComputeType computeType = ComputeType.Float32)
    {
        ArgumentNullException.ThrowIfNull(reference);
        Require(quantization, nameof(quantization), "Quantization");
        Require(computeType, nameof(computeType), "ComputeType");
        string folder = BackboneLocator.Find(reference, folders);
        JsonSettings settings = ReadSettings(folder);
        TorchRuntime.EnsureLoaded();
        torch.Device place = device ?? torch.CPU;
        ComputeType type = ComputeTypes.Resolve(computeType, quantization, place);
        string identity = BackboneIdentity.Compute(folder);
        (LoadedBackbone loaded, ReleaseShare release) = Shared.Acquire(
            (identity, quantization, type, place.ToString()), () => Load(identity, settings, folder, place, quantization, type));
        return new BackboneLease(loaded.Backbone, folder, release);
    }

    /// <summary>Reads a backbone that nobody shares, for training its own tensors, which are in single precision.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="identity">Its identity, from the lease that found the folder.</param>
    /// <param name="device">Where its tensors lie.</param>
    /// <returns>The backbone with its tensors; the caller disposes it.</returns>
    /// <exception cref="CorruptModelException">A file of it is damaged or does not fit the others.</exception>
    /// <exception cref="NolaCompatibilityException">Its architecture is unknown to this version.</exception>
    internal static LoadedBackbone LoadPrivate(string folder, string identity, torch.Device device)
    {
        JsonSettings settings = ReadSettings(folder);
        TorchRuntime.EnsureLoaded();
        return Load(identity, settings, folder, device, BaseQuantization.None, ComputeType.Float32, changes: true);
    }

    /// <summary>Computes the last hidden state.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="state">What a decoder carries from one pass to the next; <see langword="null"/> for an encoder.</param>
    /// <returns>The last hidden state, [rows, length, hidden]; the caller owns it. Entries at padding are meaningless. Gradients are recorded as the
    /// caller's grad mode says.</returns>
    /// <exception cref="ArgumentException">The input is of the wrong kind, too long, or has an id that the backbone does not know.</exception>
    public torch.Tensor Forward(ModelInput input, ForwardState? state = null) => Forward(input, AdapterBinding.None, state);

    /// <summary>The last hidden state with the updates of a binding. Gradients are recorded from the lowest adapted site on.</summary>
    /// <inheritdoc cref="Forward(ModelInput, ForwardState?)"/>
    internal torch.Tensor Forward(ModelInput input, AdapterBinding binding, ForwardState? state = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _network.Forward(input, binding, state);
    }

    /// <summary>Computes the scores of the next token.</summary>
    /// <param name="hidden">Last hidden states, [tokens, hidden].</param>
    /// <returns>The scores before a softmax (logits), [tokens, vocabulary]; the caller owns them. Gradients are recorded as the caller's grad mode says.</returns>
    /// <exception cref="InvalidOperationException">The backbone is not a language model.</exception>
    public torch.Tensor Logits(torch.Tensor hidden)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        if (ComputeType == ComputeType.Float32)
        {
            return _network.Logits(hidden);
        }

        using torch.Tensor narrow = hidden.to(ComputeType.ToScalarType());
        return _network.Logits(narrow).Into(torch.ScalarType.Float32);
    }

    /// <summary>Begins a pass that its caller runs layer by layer; null if the network cannot be run so.</summary>
    internal LayeredPass? BeginLayers(ModelInput input, ForwardState? state = null) => _network.BeginLayers(input, state);

    /// <summary>The states that go into a layer, [rows * length, hidden]. The caller owns them. No binding changes them, so they can be kept: as a
    /// <see cref="HiddenBatch"/> they are an input.</summary>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="input">The rows.</param>
    internal torch.Tensor StatesBefore(int layer, ModelInput input) => _network.StatesBefore(layer, input);

    /// <summary>Whether weights are also kept in the order in which small products read them.</summary>
    internal bool KeepsDerivedTensors => _network.KeepsDerivedTensors;

    /// <summary>The pooler's output [rows, hidden] for the last hidden state of some rows.</summary>
    internal torch.Tensor Pool(torch.Tensor hidden, ModelInput input)
        => (_network.Pooler ?? throw new InvalidOperationException("The checkpoint has no pooler.")).Apply(hidden, input);

    private static JsonSettings ReadSettings(string folder)
    {
        JsonSettings settings = BackboneFolder.At(folder).ReadConfig();
        ModelTypes.Check(settings);
        return settings;
    }

    /// <summary>
    /// Reads a backbone as one job of the gate, since it calls libtorch, on one torch thread, so that predictions go on beside it. Large tensors are read and
    /// converted by several threads of .NET.
    /// </summary>
    private static LoadedBackbone Load(
        string identity, JsonSettings settings, string folder, torch.Device device, BaseQuantization quantization, ComputeType type, bool changes = false)
        => TorchGate.Shared.Run(
            () =>
            {
                using var weights = new CheckpointWeights(folder);
                BackboneNetwork network = ModelTypes.Create(settings, weights, device, quantization, type.ToScalarType());

                // A language model makes its tokens one at a time, which takes as long as its weights take to be read, packed or not.
                if (changes || network.HasLanguageModelHead || !DerivedTensors.IsOn(DerivedTensors.Setting))
                {
                    network.KeepNoDerivedTensors();
                }

                var backbone = new Backbone(identity, ModelTypes.Check(settings), ReadName(settings), device, quantization, type, network);
                return new LoadedBackbone(backbone, network);
            },
            narrow: true);

    private static void Require<TEnum>(TEnum value, string parameter, string option)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"{option} must be a member of {typeof(TEnum).Name}.");
        }
    }

    private static string? ReadName(JsonSettings settings)
    {
        string name = settings.GetString("_name_or_path", null) ?? string.Empty;
        return name.Length == 0 || Path.IsPathRooted(name) || name.StartsWith('.') || name.Contains('\\', StringComparison.Ordinal) ? null : name;
    }
}
