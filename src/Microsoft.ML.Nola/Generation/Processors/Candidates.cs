namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>The tokens that one is drawn from.</summary>
/// <param name="scores">Their scores, in the order of their ids.</param>
/// <param name="ids">Their ids; empty if they are all tokens.</param>
internal readonly ref struct Candidates(Span<float> scores, ReadOnlySpan<int> ids)
{
    private readonly ReadOnlySpan<int> _ids = ids;

    /// <summary>The scores.</summary>
    public Span<float> Scores { get; } = scores;

    /// <summary>The id of the token whose score is at a place.</summary>
    public int IdAt(int place) => _ids.IsEmpty ? place : _ids[place];
}
