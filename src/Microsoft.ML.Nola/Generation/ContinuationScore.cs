namespace Microsoft.ML.Nola.Generation;

/// <summary>How probable a continuation of a prompt is.</summary>
/// <param name="LogLikelihood">The sum of the natural logarithms of its tokens' probabilities after the prompt; 0 without tokens.</param>
/// <param name="Tokens">How many tokens it has.</param>
internal readonly record struct ContinuationScore(double LogLikelihood, int Tokens);
