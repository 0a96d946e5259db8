namespace Microsoft.ML.Nola.Generation.Processors;

/// <summary>Changes the scores of the next token; negative infinity removes one. For one thread at a time, since it may have scratch memory.</summary>
internal interface ILogitsProcessor
{
    /// <summary>Changes scores in place.</summary>
    /// <param name="scores">The scores of all tokens.</param>
    /// <param name="sequence">What comes before the token.</param>
    void Apply(Span<float> scores, TokenSequence sequence);
}
