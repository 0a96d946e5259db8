using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>What follows attention in an encoder layer as BERT has it: a residual sum and a norm, a feed-forward block, and both again.</summary>
internal sealed class PostNormTail
{
    private readonly LayerNorm _attentionNorm;
    private readonly FeedForward _feedForward;
    private readonly LayerNorm _outputNorm;

    /// <summary>Reads it.</summary>
    /// <inheritdoc cref="PostNormLayer(EncoderConfig, ModuleReader, string, PostNormNames)"/>
    public PostNormTail(EncoderConfig config, ModuleReader reader, string path, PostNormNames names)
    {
        int hidden = config.HiddenSize;
        _attentionNorm = reader.LayerNorm(path + names.AttentionNorm, hidden, config.LayerNormEpsilon);
        _feedForward = new FeedForward(
            reader.Linear(path + names.MlpIn, hidden, config.IntermediateSize, SiteRole.MlpIn),
            config.Activation,
            reader.Linear(path + names.MlpOut, config.IntermediateSize, hidden, SiteRole.MlpOut));
        _outputNorm = reader.LayerNorm(path + names.OutputNorm, hidden, config.LayerNormEpsilon);
    }

    /// <summary>The layer's output [tokens, hidden]. Sums are taken in place: no gradient needs the output of a linear map.</summary>
    /// <param name="input">The layer's input.</param>
    /// <param name="attended">What attention made of it; it is changed.</param>
    /// <param name="binding">What computes the linear maps.</param>
    public torch.Tensor Forward(torch.Tensor input, torch.Tensor attended, AdapterBinding binding)
    {
        using torch.Tensor middle = _attentionNorm.Apply(attended.AddInPlace(input));
        using torch.Tensor output = _feedForward.Forward(middle, binding);
        return _outputNorm.Apply(output.AddInPlace(middle));
    }
}
