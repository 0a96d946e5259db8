using TorchSharp;

namespace Microsoft.ML.Nola.Backbones.Blocks;

/// <summary>Several linear maps of one input, whether a checkpoint stores each by itself or all of them as one fused map.</summary>
internal sealed class JointLinear
{
    private readonly FrozenLinear[] _maps;
    private readonly int[] _widths;

    /// <summary>Maps that are stored each by itself.</summary>
    public JointLinear(params FrozenLinear[] maps)
    {
        _maps = maps;
        _widths = [];
    }

    /// <summary>Maps that are stored as one.</summary>
    /// <param name="fused">The map to all outputs, side by side.</param>
    /// <param name="widths">The number of outputs of each map.</param>
    public JointLinear(FrozenLinear fused, IEnumerable<int> widths)
    {
        _maps = [fused];
        _widths = [.. widths];
    }

    /// <summary>The output [tokens, out] of each map. The caller owns them; they may share memory.</summary>
    public torch.Tensor[] Forward(torch.Tensor input, AdapterBinding binding)
    {
        if (_widths.Length == 0)
        {
            return [.. _maps.Select(map => binding.Linear(map, input))];
        }

        using torch.Tensor output = binding.Linear(_maps[0], input);
        var parts = new torch.Tensor[_widths.Length];
        for (int i = 0, at = 0; i < parts.Length; at += _widths[i++])
        {
            parts[i] = output.narrow(1, at, _widths[i]);
        }

        return parts;
    }
}
