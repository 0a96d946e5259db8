using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nola.Bench.Steps;

/// <summary>A linear map of <see cref="PlainBert"/> with an update of low rank.</summary>
internal sealed class PlainLora : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _map;
    private readonly Parameter _down;
    private readonly Parameter _up;

    public PlainLora(nn.Module<Tensor, Tensor> map, int inputs, int outputs, int rank)
        : base(nameof(PlainLora))
    {
        _map = map;
        _down = nn.Parameter(randn(rank, inputs) / Math.Sqrt(inputs));
        _up = nn.Parameter(zeros(outputs, rank));
        RegisterComponents();
    }

    /// <summary>What trains.</summary>
    public Parameter[] Trained => [_down, _up];

    public override Tensor forward(Tensor input) => _map.call(input) + nn.functional.linear(nn.functional.linear(input, _down), _up);
}
