using System.Numerics.Tensors;
using Microsoft.ML.Nola.Adapters;
using TorchSharp;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// One optimiser step over everything that trains, coefficients first, then the head: Accumulate (micro-batches add gradients of the summed loss), Contract,
/// Reduce (nothing here; the one place where machines would exchange one array of gradients and a count), Apply (divide by the count, clip, AdamW, Expand).
/// The factors are leaves of the graph, so a step passes over the bases twice whatever the accumulation, and no custom autograd function is needed.
/// </summary>
internal sealed class TrainingStep
{
    private readonly IFactorization _factorization;
    private readonly LeafBuffer _factors;
    private readonly LeafBuffer _head;
    private readonly AdamW _optimizer;
    private readonly double _maxNorm;
    private readonly float[] _values;
    private readonly float[] _gradients;
    private long _targets;

    /// <summary>Starts from the factorization's start values and the head's current ones.</summary>
    public TrainingStep(IFactorization factorization, LeafBuffer factors, LeafBuffer head, double weightDecay, double maxNorm, int seed)
    {
        _factorization = factorization;
        _factors = factors;
        _head = head;
        _maxNorm = maxNorm;
        _values = new float[factorization.CoefficientCount + head.Values.Length];
        _gradients = new float[_values.Length];
        _optimizer = new AdamW(_values.Length, weightDecay);
        factorization.Initialize(_values.AsSpan(0, factorization.CoefficientCount), seed);
        head.Values.CopyTo(_values.AsSpan(factorization.CoefficientCount));
        Publish();
    }

    /// <summary>Everything that trains: coefficients, then the head.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The gradient that the latest <see cref="Apply"/> stepped with: of the mean over targets, clipped.</summary>
    public ReadOnlySpan<float> Gradients => _gradients;

    public ReadOnlySpan<float> Coefficients => _values.AsSpan(0, _factorization.CoefficientCount);

    public ReadOnlySpan<float> Head => _values.AsSpan(_factorization.CoefficientCount);

    /// <summary>Adds the gradient of a micro-batch and returns its summed loss.</summary>
    /// <param name="summedLoss">Computes the loss, summed over targets.</param>
    /// <param name="targets">How many targets were summed over.</param>
    public double Accumulate(Func<torch.Tensor> summedLoss, long targets)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor loss = summedLoss();
        loss.backward();
        _targets += targets;
        return loss.item<float>();
    }

    /// <summary>Contracts, clips and updates with what was accumulated, and returns the norm of the gradient before clipping.</summary>
    /// <param name="rate">The learning rate of the coefficients.</param>
    /// <param name="headRate">The learning rate of the head.</param>
    public double Apply(double rate, double headRate)
    {
        int split = _factorization.CoefficientCount;
        _factors.Download();
        _head.Download();
        _factorization.Contract(_factors.Gradients, _gradients.AsSpan(0, split));
        _head.Gradients.CopyTo(_gradients.AsSpan(split));
        TensorPrimitives.Divide(_gradients, Math.Max(1, _targets), _gradients);
        double norm = GradientClipping.Clip(_gradients, _maxNorm);
        _optimizer.BeginStep();
        _optimizer.Update(_values.AsSpan(0, split), _gradients.AsSpan(0, split), 0, rate);
        _optimizer.Update(_values.AsSpan(split), _gradients.AsSpan(split), split, headRate);
        _factors.ClearGradients();
        _head.ClearGradients();
        _targets = 0;
        Publish();
        return norm;
    }

    /// <summary>Goes back to values that were read before.</summary>
    public void Restore(ReadOnlySpan<float> values)
    {
        values.CopyTo(_values);
        Publish();
    }

    private void Publish()
    {
        _factorization.Expand(Coefficients, _factors.Values);
        Head.CopyTo(_head.Values);
        _factors.Upload();
        _head.Upload();
    }
}
