using Microsoft.ML.Nola;
using Microsoft.ML.Nola.Adapters;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Heads;
using Microsoft.ML.Nola.Tasks.Classification;
using Microsoft.ML.Nola.Training;
using TorchSharp;

namespace Nola.Bench.Steps;

/// <summary>The product's step: NOLA, LoRA and full fine-tuning.</summary>
internal sealed class AdaptedSide : StepSide
{
    private const double Rate = 1e-4;

    private readonly BackboneLease _lease;
    private readonly ClassificationHead _head = new(2);
    private readonly AdaptedModel _model;
    private readonly ITrainable _adapter;
    private readonly TrainingStep _step;
    private readonly torch.Tensor _targets;

    public AdaptedSide(string name, AdapterConfig config)
        : base(name)
    {
        _lease = Backbone.Acquire(BackboneReference.Default);
        AdapterPlan plan = AdapterPlan.Resolve(config, _lease.Backbone);
        _model = new AdaptedModel(
            _lease,
            plan,
            new PooledReadout(PoolingMode.Mean),
            [.. _head.Tensors(_lease.Backbone.HiddenSize).Select(static tensor => tensor.Shape)],
            trains: true);
        _adapter = _model.Adaptation is FactorAdaptation factors
            ? new FlatTrainable(factors.Factorization, factors.Factors, weightDecay: 0, seed: 0)
            : new NetworkTrainable((NetworkAdaptation)_model.Adaptation, weightDecay: 0);
        _step = new TrainingStep(_adapter, new FlatTrainable(_model.Head, weightDecay: 0), maxNorm: 1);
        _targets = torch.arange(StepBatch.Rows).remainder(2);
        _targets.DetachFromDisposeScope();
    }

    public override long Numbers => _adapter.Count;

    /// <summary>What the head gets, [rows, hidden].</summary>
    public torch.Tensor Features(StepBatch batch) => _model.Features(batch.Tokens);

    /// <summary>The milliseconds of mixing the bases and of taking gradients back to coefficients; null if nothing is mixed.</summary>
    public (double Expand, double Contract)? TimeMixing()
    {
        if (_model.Adaptation is not FactorAdaptation factors)
        {
            return null;
        }

        var coefficients = new float[factors.Factorization.CoefficientCount];
        var gradients = new float[coefficients.Length];
        return (Median(() => factors.Factorization.Expand(coefficients, factors.Factors.Values)),
            Median(() => factors.Factorization.Contract(factors.Factors.Gradients, gradients)));

        static double Median(Action work)
        {
            double[] times = [.. Enumerable.Range(0, 25).Select(_ =>
            {
                long start = System.Diagnostics.Stopwatch.GetTimestamp();
                work();
                return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }).Order()];
            return times[times.Length / 2];
        }
    }

    public override void Dispose()
    {
        _targets.Dispose();
        _adapter.Dispose();
        _model.Dispose();
        _lease.Dispose();
    }

    protected override void Accumulate(StepBatch batch, Action endForward) => _step.Accumulate(
        () =>
        {
            torch.Tensor loss = torch.nn.functional.cross_entropy(
                _head.Outputs(_model.Features(batch.Tokens), _model.Head.Leaves), _targets, reduction: torch.nn.Reduction.Sum);
            endForward();
            return loss;
        },
        StepBatch.Rows,
        _model.Backward);

    protected override void Update() => _step.Apply(Rate, Rate);
}
