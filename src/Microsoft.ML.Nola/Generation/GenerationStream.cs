using System.Runtime.CompilerServices;
using Microsoft.ML.Nola.Generation.Searches;

namespace Microsoft.ML.Nola.Generation;

/// <summary>
/// A text that is being generated. Pieces are whole characters, and none has a part of a stop string; together they are the text that
/// <see cref="TextGenerator.GenerateAll(IReadOnlyList{string}, long, Action?)"/> gives.
/// </summary>
/// <threadsafety>For one reader at a time.</threadsafety>
internal sealed class GenerationStream : IDisposable
{
    private readonly GenerationSession _session;
    private readonly SequenceSearch _search;
    private int _shown;

    /// <param name="session">Generates; the stream disposes it.</param>
    /// <param name="search">The session's only search.</param>
    public GenerationStream(GenerationSession session, SequenceSearch search)
    {
        _session = session;
        _search = search;
    }

    /// <summary>What was generated, after the last piece was read; null before.</summary>
    public GeneratedText? Result { get; private set; }

    /// <summary>Generates up to the next piece of text, which is not empty; null at the end.</summary>
    /// <param name="cancellationToken">Ends it between two passes.</param>
    /// <exception cref="NolaException">Scores are not numbers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the stream can be read on.</exception>
    public string? Next(CancellationToken cancellationToken = default)
    {
        while (Result is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_session.Step())
            {
                Result = _search.GetResult();
            }

            ReadOnlySpan<char> text = _search.ShownText;
            if (text.Length > _shown)
            {
                string piece = text[_shown..].ToString();
                _shown = text.Length;
                return piece;
            }
        }

        return null;
    }

    /// <summary>The pieces up to the end, generated on threads of the pool.</summary>
    /// <inheritdoc cref="Next"/>
    public async IAsyncEnumerable<string> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await Task.Run(() => Next(cancellationToken), cancellationToken).ConfigureAwait(false) is { } piece)
        {
            yield return piece;
        }
    }

    /// <summary>Frees the cache, through the gate.</summary>
    public void Dispose() => _session.Dispose();
}
