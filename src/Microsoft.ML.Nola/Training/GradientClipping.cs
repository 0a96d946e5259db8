using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Training;

/// <summary>Clips by one L2 norm over all gradients, as torch.nn.utils.clip_grad_norm_ does.</summary>
internal static class GradientClipping
{
    /// <summary>Scales the gradients down to a norm where they are above it, and returns the norm before.</summary>
    /// <param name="gradients">The gradients, changed in place.</param>
    /// <param name="maxNorm">The largest norm; 0 clips nothing.</param>
    public static double Clip(Span<float> gradients, double maxNorm)
    {
        double sum = 0;
        foreach (float gradient in gradients)
        {
            sum += (double)gradient * gradient;
        }

        double norm = Math.Sqrt(sum);
        if (maxNorm > 0 && norm > maxNorm)
        {
            TensorPrimitives.Multiply(gradients, (float)(maxNorm / (norm + 1e-6)), gradients);
        }

        return norm;
    }
}
