namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Finds the best answers: those whose first unit's score as a start and last unit's score as an end are largest together.</summary>
internal static class AnswerSearch
{
    /// <summary>The best answers, from the best.</summary>
    /// <param name="scores">For each unit its score as a start and as an end, [units, 2].</param>
    /// <param name="count">How many answers are wanted.</param>
    /// <param name="maxLength">The most units of an answer.</param>
    /// <param name="isTaken">Whether an answer that was found before says the same.</param>
    public static List<(AnswerSpan Span, float Score)> Find(
        ReadOnlySpan<float> scores, int count, int maxLength, Func<IReadOnlyList<(AnswerSpan Span, float Score)>, AnswerSpan, bool> isTaken)
    {
        List<(AnswerSpan Span, float Score)> found = [];
        while (found.Count < count && Best(scores, maxLength, span => isTaken(found, span)) is { } best)
        {
            found.Add(best);
        }

        return found;
    }

    /// <summary>The best answer, the first and shortest of equal ones; null if there is none.</summary>
    public static AnswerSpan? Best(ReadOnlySpan<float> scores, int maxLength) => Best(scores, maxLength, static _ => false)?.Span;

    private static (AnswerSpan Span, float Score)? Best(ReadOnlySpan<float> scores, int maxLength, Func<AnswerSpan, bool> isTaken)
    {
        (AnswerSpan Span, float Score)? best = null;
        int units = scores.Length / 2;
        for (int first = 0; first < units; first++)
        {
            int after = (int)Math.Min(units, (long)first + maxLength);
            for (int last = first; last < after; last++)
            {
                float score = scores[2 * first] + scores[(2 * last) + 1];
                if ((best is null || score > best.Value.Score) && !isTaken(new AnswerSpan(first, last)))
                {
                    best = (new AnswerSpan(first, last), score);
                }
            }
        }

        return best;
    }
}
