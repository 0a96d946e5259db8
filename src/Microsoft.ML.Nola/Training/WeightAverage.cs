using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Training;

/// <summary>
/// The mean of all that trains over the last steps of a fit. It stands beside the values that train: those go on from where they are, whatever is measured
/// with the mean in between.
/// </summary>
/// <param name="trainables">Everything that trains.</param>
/// <param name="steps">The steps of the fit.</param>
/// <param name="ratio">The share of them that is averaged; at least the last one is.</param>
internal sealed class WeightAverage(IReadOnlyList<ITrainable> trainables, long steps, double ratio)
{
    private readonly long _first = Math.Min(steps, steps - (long)(steps * ratio) + 1);
    private float[][]? _mean;
    private float[][]? _current;
    private long _count;

    /// <summary>Takes the values of a step into the mean, if the step is one of the last.</summary>
    /// <param name="step">The step that was made, from 1.</param>
    public void Add(long step)
    {
        if (step < _first)
        {
            return;
        }

        _count++;
        float[][] values = CopyValues();
        if (_mean is null)
        {
            _mean = values;
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            // mean += (value - mean) / count: no sum grows with the number of steps.
            TensorPrimitives.Subtract(values[i], _mean[i], values[i]);
            TensorPrimitives.MultiplyAdd<float>(values[i], 1f / _count, _mean[i], _mean[i]);
        }
    }

    /// <summary>Puts the mean in the place of the values, if there is one yet.</summary>
    public void Take()
    {
        if (_mean is not null && _current is null)
        {
            _current = CopyValues();
            Restore(_mean);
        }
    }

    /// <summary>Puts the values back in the place of the mean, so that training goes on from them.</summary>
    public void GiveBack()
    {
        if (_current is not null)
        {
            Restore(_current);
            _current = null;
        }
    }

    private float[][] CopyValues() => [.. trainables.Select(static trainable => trainable.CopyValues())];

    private void Restore(float[][] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            trainables[i].Restore(values[i]);
        }
    }
}
