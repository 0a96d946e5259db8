using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tasks.QuestionAnswering;

/// <summary>Where the answer of a row lies.</summary>
/// <param name="Text">Its characters in the context.</param>
/// <param name="Answer">The same among the units that the head reads.</param>
/// <param name="Units">How many of those there are.</param>
internal sealed record AnswerTarget(TextSpan Text, AnswerSpan Answer = default, int Units = 0)
{
    /// <summary>Finds the units that hold the answer. Of a row that trains only the windows stay in which the answer begins and ends.</summary>
    /// <returns>The target; null if no token comes from the answer.</returns>
    public AnswerTarget? In(RowTokens tokens)
    {
        int first = Array.FindIndex(tokens.Spans, span => span.End > Text.Start);
        int last = Array.FindLastIndex(tokens.Spans, span => span.Start < Text.End);
        if (first < 0 || last < first)
        {
            return null;
        }

        if (!tokens.ForTraining)
        {
            return this with { Answer = new AnswerSpan(first, last), Units = tokens.Spans.Length };
        }

        int from = WindowOf(tokens, first);
        int to = WindowOf(tokens, last);
        tokens.Keep(from == to ? [from] : [from, to]);
        int before = from == 0 ? 0 : tokens.Ends[from - 1];
        int between = from == to ? 0 : tokens.Ends[to - 1] - tokens.Ends[from];
        int kept = tokens.Ends[to] - before - between;
        return this with { Answer = new AnswerSpan(first - before, last - before - between), Units = kept };
    }

    private static int WindowOf(RowTokens tokens, int unit) => Array.FindIndex(tokens.Ends, end => end > unit);
}
