namespace Microsoft.ML.Nola.Generation;

/// <summary>A prompt and what may follow it.</summary>
/// <param name="Prompt">The ids of the prompt, at least one.</param>
/// <param name="Continuations">The ids of each continuation; one without ids is scored 0.</param>
internal sealed record PromptContinuations(int[] Prompt, IReadOnlyList<int[]> Continuations)
{
    /// <summary>The tokens of the longest continuation.</summary>
    public int Longest => Continuations.Count == 0 ? 0 : Continuations.Max(static ids => ids.Length);
}
