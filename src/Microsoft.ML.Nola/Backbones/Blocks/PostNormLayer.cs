using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>An encoder layer as BERT has it: self-attention and a feed-forward block, each followed by a residual sum and a layer normalisation.</summary>
internal sealed class PostNormLayer
{
    private readonly Attention _attention;
    private readonly LayerNorm _attentionNorm;
    private readonly FeedForward _feedForward;
    private readonly LayerNorm _outputNorm;

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
        _attentionNorm = reader.LayerNorm(path + names.AttentionNorm, hidden, config.LayerNormEpsilon);
        _feedForward = new FeedForward(
            reader.Linear(path + names.MlpIn, hidden, config.IntermediateSize, SiteRole.MlpIn),
            config.Activation,
            reader.Linear(path + names.MlpOut, config.IntermediateSize, hidden, SiteRole.MlpOut));
        _outputNorm = reader.LayerNorm(path + names.OutputNorm, hidden, config.LayerNormEpsilon);
    }

    /// <summary>The layer's output [tokens, hidden]. Sums are taken in place: no gradient needs the output of a linear map.</summary>
    /// <inheritdoc cref="Attention.Forward"/>
    public torch.Tensor Forward(torch.Tensor input, torch.Tensor? mask, int rows, AdapterBinding binding)
    {
        using torch.Tensor attended = _attention.Forward(input, mask, rows, binding);
        using torch.Tensor middle = _attentionNorm.Apply(attended.add_(input));
        using torch.Tensor output = _feedForward.Forward(middle, binding);
        return _outputNorm.Apply(output.add_(middle));
    }
}
