namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Units of a context in a row.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last one; it belongs to them.</param>
internal readonly record struct AnswerSpan(int First, int Last)
{
    public int Length => Last - First + 1;
}
