using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Makes probabilities of scores, in memory that is used again.</summary>
internal sealed class Probabilities
{
    private const int BlockLength = 256;

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
        sum = Sum(weights);
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
        for (int start = 0; start < weights.Length; start += BlockLength)
        {
            ReadOnlySpan<float> block = weights.Slice(start, Math.Min(BlockLength, weights.Length - start));
            double total = Sum(block);
            for (int i = 0; i < block.Length && total > 0 && rest < total; i++)
            {
                last = block[i] > 0 ? start + i : last;
                rest -= block[i];
                if (rest < 0)
                {
                    return last;
                }
            }

            // The last one of positive weight is drawn if rounding leaves something over.
            last = total > 0 ? start + block.LastIndexOfAnyExcept(0f) : last;
            rest = Math.Max(0, rest - total);
        }

        return last;
    }

    // In four lanes, since one sum would wait for itself at every number.
    private static double Sum(ReadOnlySpan<float> weights)
    {
        (double a, double b, double c, double d) = (0, 0, 0, 0);
        while (weights.Length >= 4)
        {
            a += weights[0];
            b += weights[1];
            c += weights[2];
            d += weights[3];
            weights = weights[4..];
        }

        foreach (float weight in weights)
        {
            a += weight;
        }

        return a + b + (c + d);
    }
}
