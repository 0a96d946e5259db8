using System.Numerics.Tensors;

namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Removes the tokens whose probability is below a share of the most probable one's.</summary>
/// <param name="share">The share, above 0 and up to 1.</param>
internal sealed class MinPProcessor(double share) : ILogitsProcessor
{
    public void Apply(Span<float> scores, TokenSequence sequence) =>
        Removal.Below((float)(TensorPrimitives.Max<float>(scores) + Math.Log(share)), scores);
}
