using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>The network of one model type: frozen tensors and a forward pass. Immutable after construction; it owns its tensors.</summary>
internal abstract class BackboneArchitecture : IDisposable
{
    /// <summary>Every linear map that an adapter may update, in the order of the forward pass.</summary>
    public abstract IReadOnlyList<AdapterSite> Sites { get; }

    /// <summary>The width of the hidden states.</summary>
    public abstract int HiddenSize { get; }

    /// <summary>The largest number of tokens of a row.</summary>
    public abstract int MaxLength { get; }

    /// <summary>The number of token ids that the backbone knows.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Whether the checkpoint has a pooler.</summary>
    public abstract bool HasPooler { get; }

    /// <summary>The last hidden state [rows, length, hidden].</summary>
    public abstract torch.Tensor Forward(ModelInput input, AdapterBinding binding);

    /// <summary>The pooler's output [rows, hidden] for a last hidden state.</summary>
    public abstract torch.Tensor Pool(torch.Tensor hidden);

    public abstract void Dispose();
}
