using Microsoft.ML.Nola.Tasks.QuestionAnswering;

namespace Microsoft.ML.Nola.Tests.Tasks.QuestionAnswering;

[TestClass]
public sealed class AnswerSearchTests
{
    [TestMethod]
    public void The_best_answers_are_those_of_all_in_order_of_their_scores()
    {
        var random = new Random(3);
        for (int run = 0; run < 200; run++)
        {
            int units = random.Next(0, 12);
            int maxLength = random.Next(1, 14);
            float[] scores = [.. Enumerable.Range(0, 2 * units).Select(_ => random.NextSingle())];
            (AnswerSpan Span, float Score)[] all =
            [
                .. from first in Enumerable.Range(0, units)
                   from last in Enumerable.Range(first, units - first)
                   where last - first < maxLength
                   select (new AnswerSpan(first, last), scores[2 * first] + scores[(2 * last) + 1]),
            ];
            List<(AnswerSpan Span, float Score)> found = AnswerSearch.Find(
                scores, 5, maxLength, static (found, span) => found.Any(other => other.Span == span));
            CollectionAssert.AreEqual(all.OrderByDescending(static one => one.Score).Take(5).ToArray(), found);
            Assert.AreEqual(found.Count == 0 ? null : found[0].Span, AnswerSearch.Best(scores, maxLength));
        }
    }

    [TestMethod]
    public void An_answer_that_says_the_same_as_a_better_one_is_left_out()
    {
        float[] scores = [3, 3, 0, 0, 2, 2];
        string[] words = ["x", "y", "x"];
        List<(AnswerSpan Span, float Score)> found = AnswerSearch.Find(
            scores, 3, 1, (found, span) => found.Any(other => words[other.Span.First] == words[span.First]));
        CollectionAssert.AreEqual(new[] { (new AnswerSpan(0, 0), 6f), (new AnswerSpan(1, 1), 0f) }, found);
    }
}
