using Microsoft.ML.Nola.Runtime;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>A convolution over the embedding, added to the first layer's output and normalised.</summary>
/// <param name="config">What it is.</param>
/// <param name="weight">[hidden, hidden / groups, kernel].</param>
/// <param name="bias">[hidden].</param>
/// <param name="norm">What normalises the sum.</param>
internal sealed class ConvolutionBranch(ConvolutionConfig config, torch.Tensor weight, torch.Tensor bias, LayerNorm norm)
{
    /// <summary>The states after the first layer, [tokens, hidden]. The caller owns them.</summary>
    /// <param name="embedding">The embedding, [tokens, hidden].</param>
    /// <param name="output">The first layer's output.</param>
    /// <param name="mask">Minus infinity at padding, [rows, 1, 1, length], or null if nothing is padding.</param>
    /// <param name="rows">The number of rows.</param>
    public torch.Tensor Forward(torch.Tensor embedding, torch.Tensor output, torch.Tensor? mask, int rows)
    {
        using torch.Tensor byRow = embedding.view(rows, embedding.shape[0] / rows, embedding.shape[1]);
        using torch.Tensor byFeature = byRow.transpose(1, 2);

        // The last real tokens see padding as the end of the row.
        using torch.Tensor? real = mask?.exp();
        using torch.Tensor? factors = real?.view(rows, 1, -1);
        using torch.Tensor seen = (factors is null ? byFeature.alias() : byFeature * factors).Into(torch.ScalarType.Float32);
        using torch.Tensor convolved = torch.nn.functional.conv1d(
            seen, weight, bias, padding: (config.KernelSize - 1) / 2, groups: config.Groups);
        using torch.Tensor active = config.Activation.Apply(convolved);
        using torch.Tensor byToken = active.transpose(1, 2);
        using torch.Tensor flat = byToken.reshape(embedding.shape);
        using torch.Tensor sum = flat.Plus(output);
        return norm.Apply(sum).Into(output.dtype);
    }
}
