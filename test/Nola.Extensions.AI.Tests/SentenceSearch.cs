using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace Nola.Extensions.AI.Tests;

/// <summary>A search that knows the interface alone, as a program with any other provider would be written.</summary>
internal sealed class SentenceSearch(IEmbeddingGenerator<string, Embedding<float>> generator)
{
    private readonly List<(string Sentence, ReadOnlyMemory<float> Vector)> _known = [];

    public async Task AddAsync(IEnumerable<string> sentences)
    {
        foreach ((string sentence, Embedding<float> embedding) in await generator.GenerateAndZipAsync(sentences))
        {
            _known.Add((sentence, embedding.Vector));
        }
    }

    public async Task<string> FindNearestAsync(string query)
    {
        ReadOnlyMemory<float> vector = await generator.GenerateVectorAsync(query);
        return _known.MaxBy(known => TensorPrimitives.CosineSimilarity(known.Vector.Span, vector.Span)).Sentence;
    }
}
