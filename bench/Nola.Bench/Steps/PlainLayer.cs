using static TorchSharp.torch;

namespace Nola.Bench.Steps;

/// <summary>A layer of <see cref="PlainBert"/>.</summary>
internal sealed class PlainLayer : nn.Module<Tensor, Tensor, Tensor>
{
    private const int Heads = 12;

    private readonly nn.Module<Tensor, Tensor> _query;
    private readonly nn.Module<Tensor, Tensor> _key;
    private readonly nn.Module<Tensor, Tensor> _value;
    private readonly nn.Module<Tensor, Tensor> _context;
    private readonly nn.Module<Tensor, Tensor> _attentionNorm;
    private readonly nn.Module<Tensor, Tensor> _inner;
    private readonly nn.Module<Tensor, Tensor> _output;
    private readonly nn.Module<Tensor, Tensor> _outputNorm;

    public PlainLayer(
        nn.Module<Tensor, Tensor> query,
        nn.Module<Tensor, Tensor> key,
        nn.Module<Tensor, Tensor> value,
        nn.Module<Tensor, Tensor> context,
        nn.Module<Tensor, Tensor> attentionNorm,
        nn.Module<Tensor, Tensor> inner,
        nn.Module<Tensor, Tensor> output,
        nn.Module<Tensor, Tensor> outputNorm)
        : base(nameof(PlainLayer))
    {
        (_query, _key, _value, _context, _attentionNorm) = (query, key, value, context, attentionNorm);
        (_inner, _output, _outputNorm) = (inner, output, outputNorm);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input, Tensor mask)
    {
        Tensor attended = nn.functional.scaled_dot_product_attention(Split(_query), Split(_key), Split(_value), mask);
        Tensor middle = _attentionNorm.call(input + _context.call(attended.transpose(1, 2).reshape(input.shape)));
        return _outputNorm.call(middle + _output.call(nn.functional.gelu(_inner.call(middle))));

        Tensor Split(nn.Module<Tensor, Tensor> map) => map.call(input).view(input.shape[0], input.shape[1], Heads, -1).transpose(1, 2);
    }
}
