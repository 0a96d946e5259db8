namespace Microsoft.ML.Nola.Generation.Searches;

/// <summary>The search for the continuation of one prompt: from the scores of its rows it chooses what they read next.</summary>
internal abstract class SequenceSearch
{
    /// <summary>The ids of the prompt.</summary>
    public abstract ReadOnlySpan<int> Prompt { get; }

    /// <summary>How many rows of the batch are this search's; 0 at its end.</summary>
    public abstract int Rows { get; }

    /// <summary>The text so far that no further token changes; all of it at the end.</summary>
    public abstract ReadOnlySpan<char> ShownText { get; }

    /// <summary>Chooses tokens.</summary>
    /// <param name="scores">The scores of all rows of the batch.</param>
    /// <param name="first">The first of this search's rows.</param>
    /// <param name="next">What is read next is added to it, row by row; nothing if the search ends.</param>
    /// <exception cref="NolaException">A score is not a number.</exception>
    public abstract void Advance(ScoreTable scores, int first, List<NextToken> next);

    /// <summary>What was found, at the end of the search.</summary>
    public abstract GeneratedText GetResult();
}
