using System.Numerics.Tensors;
using Microsoft.ML.Nola.Adapters;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// Numbers in flat memory that become the leaves of a graph, either as they are (a head) or by a factorization (NOLA, LoRA and similar methods).
/// </summary>
internal sealed class FlatTrainable : ITrainable
{
    private readonly IFactorization? _factorization;
    private readonly LeafBuffer _leaves;
    private readonly AdamW _optimizer;
    private readonly float[] _values;
    private readonly float[] _gradients;

    /// <summary>The leaves themselves train, from the values that they have.</summary>
    public FlatTrainable(LeafBuffer leaves, double weightDecay)
        : this(null, leaves, leaves.Count, weightDecay)
    {
        leaves.Values.CopyTo(_values);
        Publish();
    }

    /// <summary>The coefficients of a factorization train, from its start values; the leaves are its factors.</summary>
    public FlatTrainable(IFactorization factorization, LeafBuffer leaves, double weightDecay, int seed)
        : this(factorization, leaves, factorization.CoefficientCount, weightDecay)
    {
        factorization.Initialize(_values, seed);
        Publish();
    }

    private FlatTrainable(IFactorization? factorization, LeafBuffer leaves, int count, double weightDecay)
    {
        _factorization = factorization;
        _leaves = leaves;
        _values = new float[count];
        _gradients = new float[count];
        _optimizer = new AdamW(count, weightDecay);
    }

    public int Count => _values.Length;

    public ReadOnlySpan<float> Values => _values;

    /// <summary>The gradients of the latest step, clipped.</summary>
    public ReadOnlySpan<float> Gradients => _gradients;

    public void EndPass() => _leaves.EndPass();

    public double Collect(double targets, double squares)
    {
        _leaves.Download();
        if (_factorization is null)
        {
            _leaves.Gradients.CopyTo(_gradients);
        }
        else
        {
            _factorization.Contract(_leaves.Gradients, _gradients);
        }

        TensorPrimitives.Divide(_gradients, targets > 0 ? (float)targets : 1, _gradients);
        foreach (float gradient in _gradients)
        {
            squares += (double)gradient * gradient;
        }

        return squares;
    }

    public void Update(double rate, float factor)
    {
        if (factor != 1)
        {
            TensorPrimitives.Multiply(_gradients, factor, _gradients);
        }

        _optimizer.Update(_values, _gradients, rate);
        _leaves.ClearGradients();
        Publish();
    }

    public float[] CopyValues() => [.. _values];

    public void Restore(ReadOnlySpan<float> values)
    {
        values.CopyTo(_values);
        Publish();
    }

    /// <summary>Nothing: the model owns the leaves.</summary>
    public void Dispose()
    {
    }

    private void Publish()
    {
        if (_factorization is null)
        {
            _values.CopyTo(_leaves.Values);
        }
        else
        {
            _factorization.Expand(_values, _leaves.Values);
        }

        _leaves.Upload();
    }
}
