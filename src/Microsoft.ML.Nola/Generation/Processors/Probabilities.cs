using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Makes probabilities of scores, in memory that is used again.</summary>
internal sealed class Probabilities
{
    private float[] _weights = [];

    /// <summary>What the probabilities of tokens are proportional to: 1 for the most probable one. Valid until the next call.</summary>
    /// <param name="scores">The scores; the largest is finite.</param>
    /// <param name="sum">The sum of the weights.</param>
    public ReadOnlySpan<float> Weigh(ReadOnlySpan<float> scores, out double sum)
    {
        if (_weights.Length < scores.Length)
        {
            _weights = new float[scores.Length];
        }

        Span<float> weights = _weights.AsSpan(0, scores.Length);
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max(scores), weights);
        TensorPrimitives.Exp<float>(weights, weights);
        sum = 0;
        foreach (float weight in weights)
        {
            sum += weight;
        }

        return weights;
    }

    /// <summary>Makes log probabilities of scores, in place.</summary>
    public void ToLogarithms(Span<float> scores)
    {
        float largest = TensorPrimitives.Max<float>(scores);
        Weigh(scores, out double sum);
        TensorPrimitives.Subtract(scores, (float)(largest + Math.Log(sum)), scores);
    }

    /// <summary>The token that a number from 0 to below 1 draws.</summary>
    public int Draw(ReadOnlySpan<float> scores, double number)
    {
        ReadOnlySpan<float> weights = Weigh(scores, out double sum);
        double rest = number * sum;
        int last = -1;
        for (int id = 0; id < weights.Length; id++)
        {
            if (weights[id] > 0)
            {
                last = id;
                rest -= weights[id];
                if (rest < 0)
                {
                    break;
                }
            }
        }

        return last;
    }
}
