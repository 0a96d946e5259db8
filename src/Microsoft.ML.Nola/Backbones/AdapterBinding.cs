using Microsoft.ML.Nola.Backbones.Blocks;
using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// What a backbone asks for the output of each of its linear maps. A backbone layer never adds an update itself: adapters, merged weights and the
/// plain frozen map are bindings.
/// </summary>
internal abstract class AdapterBinding
{
    /// <summary>Gets the binding that leaves every map as it is.</summary>
    public static AdapterBinding None { get; } = new FrozenBinding();

    /// <summary>
    /// The output [tokens, out] of a map for the input [tokens, in]. The caller owns it and may add to it in place, so no gradient may need it.
    /// </summary>
    public abstract torch.Tensor Linear(FrozenLinear map, torch.Tensor input);

    /// <summary>The output of a map after an activation, [tokens, out]. The caller owns it.</summary>
    public virtual torch.Tensor Linear(FrozenLinear map, torch.Tensor input, Activation activation) => activation.ApplyTo(Linear(map, input));

    /// <summary>
    /// The output for an input that is a table of the backbone, such as vectors of distances, [entries, in]. It belongs to no row of a batch, so nothing
    /// that goes by rows may act on it.
    /// </summary>
    /// <inheritdoc cref="Linear(FrozenLinear, torch.Tensor)"/>
    public virtual torch.Tensor LinearOfTable(FrozenLinear map, torch.Tensor input) => Linear(map, input);

    private sealed class FrozenBinding : AdapterBinding
    {
        public override torch.Tensor Linear(FrozenLinear map, torch.Tensor input) => map.Apply(input);

        public override torch.Tensor Linear(FrozenLinear map, torch.Tensor input, Activation activation) => map.Apply(input, activation);
    }
}
