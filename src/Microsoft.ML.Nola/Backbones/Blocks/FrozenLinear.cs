using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>
/// A frozen linear map y = x W^T + bias, however its weight is stored. It knows the sites by which adapters address it; a binding adds their updates to the
/// slices of its output. The tensors belong to the network.
/// </summary>
/// <param name="slices">The sites and where they lie in the output, in ascending order; none if no adapter may update the map.</param>
/// <param name="bias">The bias, [out], or null.</param>
internal abstract class FrozenLinear(IReadOnlyList<SiteSlice> slices, torch.Tensor? bias)
{
    /// <summary>The sites of the map, in the order of its output.</summary>
    public IReadOnlyList<SiteSlice> Slices { get; } = slices;

    /// <summary>The bias [out], or null.</summary>
    public torch.Tensor? Bias { get; } = bias;

    /// <summary>
    /// The output [tokens, out] for the input [tokens, in]. The caller owns it and may add to it in place: the gradient of a linear map does not need its
    /// output.
    /// </summary>
    public abstract torch.Tensor Apply(torch.Tensor input);

    /// <summary>The output after an activation. The caller owns it.</summary>
    public virtual torch.Tensor Apply(torch.Tensor input, Activation activation) => activation.ApplyTo(Apply(input));

    /// <summary>Rows of the weight as float32, [ids, in]: the map as a table of vectors. The caller owns it.</summary>
    /// <param name="ids">The numbers of the rows, one dimension.</param>
    public abstract torch.Tensor Rows(torch.Tensor ids);

    /// <summary>A copy of the weight as float32, [out, in]. The caller owns it and may change it.</summary>
    public abstract torch.Tensor Dequantise();
}
