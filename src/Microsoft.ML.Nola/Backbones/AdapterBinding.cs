using TorchSharp;

namespace Microsoft.ML.Nola.Backbones;

/// <summary>
/// What a backbone asks for the output of each of its linear maps. A backbone layer never adds an update itself: adapters, merged weights and the
/// plain frozen map are bindings.
/// </summary>
public abstract class AdapterBinding
{
    internal AdapterBinding()
    {
    }

    /// <summary>Gets the binding that leaves every map as it is.</summary>
    internal static AdapterBinding None { get; } = new FrozenBinding();

    /// <summary>The output [tokens, out] of a map for the input [tokens, in]. The caller owns it.</summary>
    internal abstract torch.Tensor Linear(LinearMap map, torch.Tensor input);

    private sealed class FrozenBinding : AdapterBinding
    {
        internal override torch.Tensor Linear(LinearMap map, torch.Tensor input)
            => torch.nn.functional.linear(input, map.Weight, map.Bias);
    }
}
