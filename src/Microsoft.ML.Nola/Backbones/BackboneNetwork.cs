using Microsoft.ML.Nola.Backbones.Blocks;
using Microsoft.ML.Nola.Backbones.Quantization;
using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>The network of one model type: frozen tensors and a forward pass. Immutable after construction; it owns its tensors.</summary>
/// <param name="reader">What reads the network's modules: its sites and tensors are the network's.</param>
internal abstract class BackboneNetwork(ModuleReader reader) : IDisposable
{
    private readonly WeightBuffers _buffers = reader.Buffers;
    private readonly DerivedTensors _derived = reader.Derived;
    private readonly torch.Device _device = reader.Device;
    private readonly torch.ScalarType _type = reader.Type;

    /// <summary>Every linear map, or slice of one, that an adapter may update, in the order of the forward pass.</summary>
    public IReadOnlyList<AdapterSite> Sites { get; } = reader.Sites;

    /// <summary>Every tensor by its canonical name, in reading order.</summary>
    public IReadOnlyList<NamedTensor> Parameters { get; } = reader.Parameters;

    /// <summary>The name that task models give the base model, such as <c>bert</c>.</summary>
    public string BasePrefix { get; } = reader.BasePrefix;

    /// <summary>The width of the hidden states.</summary>
    public abstract int HiddenSize { get; }

    /// <summary>The limits on texts; null if the network takes none.</summary>
    public virtual TextLimits? TextLimits => null;

    /// <summary>The limits on images; null if the network takes none.</summary>
    public virtual ImageLimits? ImageLimits => null;

    /// <summary>The pooler; null if the checkpoint has none.</summary>
    public virtual IPooler? Pooler => null;

    /// <summary>Whether the pooler gives what the network was trained to say of a row, and not only an input of its pre-training head.</summary>
    public virtual bool IsReadByPooler => false;

    /// <summary>Whether a token sees only those before it.</summary>
    public virtual bool IsCausal => false;

    /// <summary>The last hidden state [rows, length, hidden]. The caller owns it.</summary>
    public virtual torch.Tensor Forward(ModelInput input, AdapterBinding binding, ForwardState? state)
    {
        using LayeredPass pass = BeginLayers(input, state) ?? throw new NotSupportedException($"{GetType().Name} has neither a pass nor layers.");
        if (!torch.is_grad_enabled())
        {
            pass.LeaveOutPadding();
        }

        using torch.Tensor hidden = Run(pass, pass.Layers, binding);
        return pass.Finish(hidden);
    }

    /// <summary>The states that go into a layer, [rows * length, hidden], in single precision. The caller owns them.</summary>
    public torch.Tensor StatesBefore(int layer, ModelInput input)
    {
        using LayeredPass pass = BeginLayers(input, null) ?? throw new NotSupportedException($"{GetType().Name} has no layers.");
        return Run(pass, layer, AdapterBinding.None).Into(torch.ScalarType.Float32);
    }

    /// <summary>How many positions of a sequence a batch has in all: tokens, or parts of images.</summary>
    public virtual long PositionsOf(ModelInput input) => input switch
    {
        TokenBatch tokens => (long)tokens.Rows * tokens.Length,
        HiddenBatch states => (long)states.Rows * states.Length,
        _ => throw new ArgumentException($"{GetType().Name} takes tokens, not {input.GetType().Name}.", nameof(input)),
    };

    /// <summary>Whether the checkpoint has a map from hidden states to scores of the next token.</summary>
    public virtual bool HasLanguageModelHead => false;

    /// <summary>The scores of the next token before a softmax, [tokens, vocabulary], for hidden states [tokens, hidden]. The caller owns them.</summary>
    public virtual torch.Tensor Logits(torch.Tensor hidden) => throw new InvalidOperationException("The checkpoint has no language model head.");

    /// <summary>Begins a pass that its caller runs layer by layer; null if the network cannot be run so.</summary>
    public LayeredPass? BeginLayers(ModelInput input, ForwardState? state)
    {
        LayeredPass? pass = input is HiddenBatch states
            ? Begin(states.Tokens ?? input, state) is { } whole ? new LaterPass(whole, states, HiddenSize, _device) : null
            : Begin(input, state);
        return pass is null || _type == torch.ScalarType.Float32 ? pass : new NarrowPass(pass, _type);
    }

    /// <summary>Whether the network keeps anything beside its tensors.</summary>
    public bool KeepsDerivedTensors => _derived.AreKept;

    /// <summary>Says, before the first pass, that the network keeps nothing beside its tensors.</summary>
    public void KeepNoDerivedTensors() => _derived.KeepNone();

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (NamedTensor parameter in Parameters)
        {
            parameter.Free();
        }

        _buffers.Dispose();
        _derived.Dispose();
    }

    /// <summary>
    /// Begins a pass over rows of the kind that the network takes; null if it cannot be run by layers. Nothing is embedded before somebody asks for it. What a row
    /// of images looks like is not needed where states that are known go in, so a network of images takes a <see cref="HiddenBatch"/> as well.
    /// </summary>
    protected virtual LayeredPass? Begin(ModelInput input, ForwardState? state) => null;

    private static torch.Tensor Run(LayeredPass pass, int end, AdapterBinding binding)
    {
        torch.Tensor hidden = pass.Embed();
        for (int layer = pass.First; layer < end; layer++)
        {
            torch.Tensor next = pass.Run(layer, hidden, binding);
            hidden.Dispose();
            hidden = next;
        }

        return hidden;
    }
}
