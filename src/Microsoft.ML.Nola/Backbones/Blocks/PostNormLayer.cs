using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>An encoder layer as BERT has it: self-attention and a feed-forward block, each followed by a residual sum and a layer normalisation.</summary>
internal sealed class PostNormLayer
{
    private readonly Attention _attention;
    private readonly PostNormTail _tail;

    /// <summary>Reads a layer.</summary>
    /// <param name="config">The sizes.</param>
    /// <param name="reader">What reads its modules.</param>
    /// <param name="path">The canonical path of the layer, with a dot at its end.</param>
    /// <param name="names">The paths of its modules in it.</param>
    public PostNormLayer(EncoderConfig config, ModuleReader reader, string path, PostNormNames names)
    {
        (int hidden, int inner) = (config.HiddenSize, config.Heads * config.HeadSize);
        _attention = new Attention(
            config.Heads,
            config.HeadSize,
            reader.Linear(path + names.Query, hidden, inner, SiteRole.Query),
            reader.Linear(path + names.Key, hidden, inner, SiteRole.Key),
            reader.Linear(path + names.Value, hidden, inner, SiteRole.Value),
            reader.Linear(path + names.AttentionOutput, inner, hidden, SiteRole.AttentionOutput));
        _tail = new PostNormTail(config, reader, path, names);
    }

    /// <summary>The layer's output [tokens, hidden].</summary>
    /// <inheritdoc cref="Attention.Forward"/>
    public torch.Tensor Forward(torch.Tensor input, torch.Tensor? mask, TokenPacking? packing, int rows, AdapterBinding binding)
    {
        using torch.Tensor attended = _attention.Forward(input, mask, packing, rows, binding);
        return _tail.Forward(input, attended, binding);
    }
}
