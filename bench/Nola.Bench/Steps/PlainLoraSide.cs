using static TorchSharp.torch;

namespace Nola.Bench.Steps;

/// <summary>LoRA in plain TorchSharp: modules, autograd, AdamW and gradient clipping of the library, as somebody without this product would write it.</summary>
internal sealed class PlainLoraSide : StepSide
{
    private readonly PlainBert _network;
    private readonly nn.Module<Tensor, Tensor> _head;
    private readonly optim.Optimizer _optimizer;
    private readonly TorchSharp.Modules.Parameter[] _parameters;
    private readonly Tensor _targets;

    /// <param name="name">The side's name.</param>
    /// <param name="rank">The rank of the update.</param>
    /// <param name="targets">The maps of each layer that get one, by the end of their names.</param>
    public PlainLoraSide(string name, int rank, params string[] targets)
        : base(name)
    {
        _network = new PlainBert(Path.Combine(AppContext.BaseDirectory, "models", "minilm", "model.safetensors"), rank, targets);
        _head = nn.Linear(PlainBert.Hidden, 2);
        _parameters = [.. _network.modules().OfType<PlainLora>().SelectMany(static map => map.Trained), .. _head.parameters()];
        _optimizer = optim.AdamW(_parameters, lr: 1e-4, weight_decay: 0);
        _targets = arange(StepBatch.Rows).remainder(2).DetachFromDisposeScope();
        Numbers = _network.modules().OfType<PlainLora>().Sum(static map => map.Trained.Sum(static parameter => parameter.numel()));
    }

    public override long Numbers { get; }

    /// <summary>What the head gets, [rows, hidden].</summary>
    public Tensor Features(StepBatch batch)
    {
        Microsoft.ML.Nola.Backbones.TokenBatch tokens = batch.Tokens;
        Tensor ids = tensor(tokens.InputIds.ToArray(), [tokens.Rows, tokens.Length], dtype: int64);
        return _network.call(ids, tensor(tokens.AttentionMask.ToArray(), [tokens.Rows, tokens.Length], dtype: float32));
    }

    public override void Dispose()
    {
        _optimizer.Dispose();
        _network.Dispose();
        _head.Dispose();
        _targets.Dispose();
    }

    protected override void Accumulate(StepBatch batch, Action endForward)
    {
        Tensor loss = nn.functional.cross_entropy(_head.call(Features(batch)), _targets);
        endForward();
        loss.backward();
    }

    protected override void Update()
    {
        nn.utils.clip_grad_norm_(_parameters, 1);
        _optimizer.step();
        _optimizer.zero_grad();
    }
}
