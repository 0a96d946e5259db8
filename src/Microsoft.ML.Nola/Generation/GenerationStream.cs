#pragma warning disable MA0025, IDE0060, IDE0005 // The bodies follow.
namespace Microsoft.ML.Nola.Generation;

/// <summary>
/// A text that is being generated. Pieces are whole characters, and none has a part of a stop string; together they are the text that
/// <see cref="TextGenerator.GenerateAll(IReadOnlyList{string}, long, CancellationToken)"/> gives.
/// </summary>
/// <threadsafety>For one reader at a time.</threadsafety>
internal sealed class GenerationStream : IDisposable
{
    /// <summary>What was generated, after the last piece was read; null before.</summary>
    public GeneratedText? Result { get; private set; }

    /// <summary>Generates up to the next piece of text; null at the end.</summary>
    /// <param name="cancellationToken">Ends it between two passes.</param>
    /// <exception cref="NolaException">Scores are not numbers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the stream can be read on.</exception>
    public string? Next(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The pieces up to the end, generated on threads of the pool.</summary>
    /// <inheritdoc cref="Next"/>
    public IAsyncEnumerable<string> ReadAllAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Frees the cache, through the gate.</summary>
    public void Dispose()
    {
    }
}
