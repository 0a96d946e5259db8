namespace Microsoft.ML.Nola.Stages;

/// <summary>Scores continuations of prompts that are read together.</summary>
/// <param name="prompts">The prompts.</param>
/// <param name="continuations">The continuations of each.</param>
/// <param name="firstRow">The position of the first row in its view, from 0, for messages.</param>
/// <returns>For each prompt a score for each of its continuations.</returns>
/// <param name="throwIfCancelled">Called now and then; what it throws ends the call.</param>
internal delegate float[][] ScoreContinuations(
    IReadOnlyList<string> prompts, IReadOnlyList<string[]> continuations, long firstRow, Action? throwIfCancelled);
