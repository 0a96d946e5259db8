using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A text encoder with post-norm layers, such as BERT (arXiv 1810.04805).</summary>
internal sealed class EncoderNetwork : BackboneNetwork
{
    private readonly TextEmbedding _embedding;
    private readonly PostNormLayer[] _layers;
    private readonly torch.Device _device;

    /// <summary>Reads an encoder.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="reader">What reads its modules.</param>
    /// <param name="layers">The canonical path of the layers; the number of a layer and a dot follow it.</param>
    /// <param name="names">The paths of the modules in a layer.</param>
    /// <param name="pooler">The canonical path of the pooler's linear map, or null if the architecture has none.</param>
    public EncoderNetwork(EncoderConfig config, ModuleReader reader, string layers, PostNormNames names, string? pooler = null)
        : base(reader)
    {
        HiddenSize = config.HiddenSize;
        TextLimits = config.Limits;
        _embedding = new TextEmbedding(config, reader);
        _layers = new PostNormLayer[config.Layers];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = new PostNormLayer(config, reader, $"{layers}{layer}.", names);
        }

        if (pooler is not null && reader.Has(pooler + ".weight"))
        {
            Pooler = new Pooler(reader.LinearWithoutSite(pooler, HiddenSize, HiddenSize));
        }

        _device = Parameters[0].Tensor.device;
    }

    public override int HiddenSize { get; }

    public override TextLimits TextLimits { get; }

    public override Pooler? Pooler { get; }

    public override torch.Tensor Forward(ModelInput input, AdapterBinding binding, ForwardState? state)
    {
        TokenBatch batch = TokenInput.Check(input, state, TextLimits);
        using torch.Tensor? mask = PaddingMask.Create(batch, _device);
        torch.Tensor hidden = _embedding.Forward(batch);
        foreach (PostNormLayer layer in _layers)
        {
            torch.Tensor next = layer.Forward(hidden, mask, batch.Rows, binding);
            hidden.Dispose();
            hidden = next;
        }

        using (hidden)
        {
            return hidden.view(batch.Rows, batch.Length, HiddenSize);
        }
    }
}
