using Microsoft.ML.Nola.Tasks.QuestionAnswering;

namespace Microsoft.ML.Nola.Tests.Tasks.QuestionAnswering;

[TestClass]
public sealed class WindowChoiceTests
{
    [TestMethod]
    public void Each_token_gets_the_window_with_most_on_both_sides()
    {
        var random = new Random(7);
        for (int run = 0; run < 300; run++)
        {
            int count = random.Next(1, 80);
            int length = random.Next(1, 30);
            int step = random.Next(1, length + 1);
            var choice = new WindowChoice(count, length, step);
            int[] starts = Starts(count, length, step);
            int last = 0;
            for (int token = 0; token < count; token++)
            {
                int start = choice.For(token);
                string where = $"token {token} of {count}, windows of {length} every {step}";
                Assert.Contains(start, starts, where);
                Assert.IsGreaterThanOrEqualTo(last, start, where);
                Assert.AreEqual(starts.Max(other => Room(other, length, token)), Room(start, length, token), where);
                Assert.IsGreaterThanOrEqualTo(0, Room(start, length, token), where);
                last = start;
            }
        }
    }

    private static int[] Starts(int count, int length, int step)
    {
        List<int> starts = [0];
        while (starts[^1] + length < count)
        {
            starts.Add(Math.Min(starts[^1] + step, count - length));
        }

        return [.. starts];
    }

    private static int Room(int start, int length, int token) => Math.Min(token - start, start + length - 1 - token);
}
