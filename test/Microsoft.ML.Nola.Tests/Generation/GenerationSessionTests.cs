using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Generation.Searches;
using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Generation;

[TestClass]
public sealed class GenerationSessionTests
{
    private const int Vocabulary = 16;
    private const int EndId = 15;

    [TestMethod]
    public void Rows_that_are_complete_leave_the_batch()
    {
        // Counts down from the last token of the prompt and then ends.
        FakeScorer scorer = new(Vocabulary, static ids => Only(ids[^1] == 0 ? EndId : ids[^1] - 1));
        SequenceSearch[] searches = [.. new[] { 1, 3, 0, 5 }.Select(start => Greedy([9, start], room: 10))];
        using GenerationSession session = new(scorer, TorchGate.Shared, searches);
        Finish(session);
        (int Rows, int Length)[] passes = [(4, 2), (3, 1), (2, 1), (2, 1), (1, 1), (1, 1)];
        CollectionAssert.AreEqual(passes, scorer.Passes, "a pass for the prompts, then one token of each row that is left");
        CollectionAssert.AreEqual(new[] { 4, 3, 2, 1, 0, EndId }, searches[3].GetResult().Ids.ToArray());
        CollectionAssert.AreEqual(new[] { EndId }, searches[2].GetResult().Ids.ToArray());
        Assert.AreEqual(FinishReason.EndOfText, searches[2].GetResult().Finish);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(7)]
    [DataRow(12)]
    [DataRow(1000)]
    public void Long_prompts_are_read_in_stretches_with_the_same_result(int passTokens)
    {
        int[][] prompts = [[.. Enumerable.Range(0, 30).Select(static i => i % 14)], [3], [5, 6, 7, 8, 9, 10, 11, 12, 13, 1, 2]];
        FakeScorer scorer = new(Vocabulary, FakeScorer.Random(Vocabulary));
        SequenceSearch[] searches = [.. prompts.Select(static prompt => Greedy(prompt, room: 6, endIds: []))];
        using GenerationSession session = new(scorer, TorchGate.Shared, searches, passTokens: passTokens);
        Finish(session);
        for (int i = 0; i < prompts.Length; i++)
        {
            SingleSearch alone = Greedy(prompts[i], room: 6, endIds: []);
            using GenerationSession other = new(new FakeScorer(Vocabulary, FakeScorer.Random(Vocabulary)), TorchGate.Shared, [alone]);
            Finish(other);
            CollectionAssert.AreEqual(alone.GetResult().Ids.ToArray(), searches[i].GetResult().Ids.ToArray());
        }

        Assert.AreEqual(30 + 5, scorer.Passes.Sum(static pass => pass.Length), "each token once, but the last, which nobody reads");
    }

    [TestMethod]
    public void A_long_prompt_alone_is_cut_into_passes_of_the_given_size()
    {
        FakeScorer scorer = new(Vocabulary, FakeScorer.Random(Vocabulary));
        using GenerationSession session = new(scorer, TorchGate.Shared, [Greedy([.. Enumerable.Repeat(3, 25)], room: 1)], passTokens: 10);
        Finish(session);
        CollectionAssert.AreEqual(new[] { (1, 10), (1, 10), (1, 5) }, scorer.Passes);
    }

    [TestMethod]
    public void Beams_of_several_prompts_are_as_they_are_alone()
    {
        NolaGenerationOptions options = new() { NumBeams = 3, MaxNewTokens = 9, NoRepeatNGramSize = 2, RepetitionPenalty = 1.2 };
        SearchTools tools = new(options, [EndId], null);
        int[][] prompts = [[1], [2, 3, 4], [5, 6], [7, 7, 7, 7]];
        BeamSearch[] together = [.. prompts.Select(prompt => new BeamSearch(tools, prompt, 9))];
        using (GenerationSession session = new(new FakeScorer(Vocabulary, FakeScorer.Random(Vocabulary)), TorchGate.Shared, together))
        {
            Finish(session);
        }

        for (int i = 0; i < prompts.Length; i++)
        {
            BeamSearch alone = new(tools, prompts[i], 9);
            using GenerationSession session = new(new FakeScorer(Vocabulary, FakeScorer.Random(Vocabulary)), TorchGate.Shared, [alone]);
            Finish(session);
            CollectionAssert.AreEqual(alone.GetResult().Ids.ToArray(), together[i].GetResult().Ids.ToArray());
            Assert.AreEqual(alone.GetResult().Score, together[i].GetResult().Score);
        }
    }

    /// <summary>Copies of the cache cost more than all else that a search does.</summary>
    [TestMethod]
    public void Beams_stay_in_the_rows_that_they_continue()
    {
        FakeScorer scorer = new(Vocabulary, FakeScorer.Random(Vocabulary));
        SearchTools tools = new(new NolaGenerationOptions { NumBeams = 6, MaxNewTokens = 30 }, [], null);
        using GenerationSession session = new(scorer, TorchGate.Shared, [new BeamSearch(tools, [1], 30), new BeamSearch(tools, [2], 30)]);
        Finish(session);
        Assert.IsGreaterThan(10, scorer.Selections.Count);
        foreach (int[] rows in scorer.Selections.Where(static rows => rows.Length == 12).Skip(1))
        {
            Assert.IsTrue(rows.All(row => rows[row] == row), $"[{string.Join(' ', rows)}]");
        }
    }

    [TestMethod]
    public void Tokens_that_the_tokenizer_does_not_know_are_never_generated()
    {
        static float[] Model(IReadOnlyList<int> ids) => [.. Enumerable.Range(0, Vocabulary).Select(static id => (float)id)];
        foreach (NolaGenerationOptions options in new NolaGenerationOptions[] { new(), new() { NumBeams = 2 }, new() { DoSample = true } })
        {
            SearchTools tools = new(options, [], null);
            SequenceSearch search = options.NumBeams > 1 ? new BeamSearch(tools, [1], 5) : new SingleSearch(tools, [1], 5, 0, streams: false);
            using GenerationSession session = new(new FakeScorer(Vocabulary, Model), TorchGate.Shared, [search], knownTokens: 12);
            Finish(session);
            Assert.IsLessThan(12, search.GetResult().Ids.Max());
        }
    }

    [TestMethod]
    public void A_session_that_has_nothing_left_to_do_keeps_its_scorer_until_it_is_disposed()
    {
        FakeScorer scorer = new(Vocabulary, FakeScorer.Random(Vocabulary));
        SingleSearch search = Greedy([1, 2], room: 5);
        using (GenerationSession session = new(scorer, TorchGate.Shared, [search]))
        {
            Assert.IsTrue(session.Step());
            Assert.HasCount(1, scorer.Passes);
            Finish(session);
            Assert.HasCount(5, search.GetResult().Ids);
            Assert.IsFalse(session.Step(), "there is nothing left to do");
            Assert.IsFalse(scorer.IsDisposed);
        }

        Assert.IsTrue(scorer.IsDisposed);
    }

    /// <summary>Each of them has one job in the gate at a time, so none goes twice while another one waits.</summary>
    [TestMethod]
    public void Two_generations_and_a_fit_take_turns()
    {
        const int Jobs = 30;
        TorchGate gate = new(1);
        int others = 2;
        List<char> turns = [];

        // Nobody is late: a job ends when all others that are not done wait.
        void Turn(char name)
        {
            turns.Add(name);
            Assert.IsTrue(SpinWait.SpinUntil(() => gate.Load.Waiting >= Volatile.Read(ref others), TimeSpan.FromSeconds(20)));
        }

        void Generate(char name)
        {
            FakeScorer scorer = new(Vocabulary, static _ => Only(3)) { OnPass = () => Turn(name) };
            using GenerationSession session = new(scorer, gate, [Greedy([1], room: Jobs)]);
            Finish(session);
            Interlocked.Decrement(ref others);
        }

        void Fit()
        {
            for (int step = 0; step < Jobs; step++)
            {
                gate.Run(() => Turn('f'), narrow: true);
            }

            Interlocked.Decrement(ref others);
        }

        Task.WaitAll(
            Task.Factory.StartNew(() => Generate('a'), TaskCreationOptions.LongRunning),
            Task.Factory.StartNew(() => Generate('b'), TaskCreationOptions.LongRunning),
            Task.Factory.StartNew(Fit, TaskCreationOptions.LongRunning));
        Assert.HasCount(3 * Jobs, turns);
        Assert.AreEqual(string.Concat(Enumerable.Repeat(new string([.. turns.Take(3)]), Jobs)), new string([.. turns]));
        CollectionAssert.AreEquivalent("abf".ToCharArray(), turns.Take(3).ToArray());
    }

    private static SingleSearch Greedy(int[] prompt, int room, int[]? endIds = null) =>
        new(new SearchTools(new NolaGenerationOptions { MaxNewTokens = room }, endIds ?? [EndId], null), prompt, room, 0, streams: false);

    private static float[] Only(int id)
    {
        var scores = new float[Vocabulary];
        scores[id] = 1;
        return scores;
    }

    private static void Finish(GenerationSession session)
    {
        while (session.Step())
        {
            // Goes on to the end.
        }
    }
}
