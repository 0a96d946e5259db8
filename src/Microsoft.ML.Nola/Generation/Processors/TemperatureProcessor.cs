using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Divides all scores.</summary>
/// <param name="temperature">The divisor, above 0.</param>
internal sealed class TemperatureProcessor(double temperature) : ILogitsProcessor
{
    public void Apply(Span<float> scores, TokenSequence sequence) => TensorPrimitives.Divide(scores, (float)temperature, scores);
}
