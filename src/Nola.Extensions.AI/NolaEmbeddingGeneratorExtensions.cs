using Microsoft.ML.Nola;

namespace Microsoft.ML;

/// <summary>Stages as generators of embeddings.</summary>
public static class NolaEmbeddingGeneratorExtensions
{
    /// <summary>Makes a generator of the vectors that a stage gives. It holds the backbone by itself: neither needs the other to be kept or disposed.</summary>
    /// <param name="transformer">The stage, fitted or loaded.</param>
    /// <returns>The generator, which the caller disposes.</returns>
    public static NolaEmbeddingGenerator AsEmbeddingGenerator(this NolaFeaturizeTextTransformer transformer)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new NolaEmbeddingGenerator(transformer.Stage.Share());
    }
}
