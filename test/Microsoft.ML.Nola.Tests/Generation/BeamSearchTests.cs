using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Generation.Searches;
using Microsoft.ML.Nola.Runtime;

namespace Microsoft.ML.Nola.Tests.Generation;

/// <summary>Beam search over a small model whose every text can be tried.</summary>
[TestClass]
public sealed class BeamSearchTests
{
    private const int Vocabulary = 4;
    private const int EndId = 0;

    [TestMethod]
    [DataRow(1.0)]
    [DataRow(0.0)]
    [DataRow(2.0)]
    [DataRow(-1.0)]
    public void With_beams_for_all_texts_the_best_of_all_is_found(double lengthPenalty)
    {
        const int Room = 4;
        for (int seed = 0; seed < 10; seed++)
        {
            Func<IReadOnlyList<int>, float[]> model = FakeScorer.Random(Vocabulary, seed);
            NolaGenerationOptions options = new() { NumBeams = 256, LengthPenalty = lengthPenalty, MaxNewTokens = Room };
            BeamSearch search = Run(model, options, [1], Room);
            (double score, int[] ids) = BestOfAll(model, [1], [], 0, Room, lengthPenalty);
            CollectionAssert.AreEqual(ids, search.GetResult().Ids.ToArray(), $"seed {seed}");
            Assert.AreEqual(score, search.GetResult().Score!.Value, 1e-5);
        }
    }

    [TestMethod]
    public void Complete_texts_come_in_the_order_of_their_scores_and_are_as_many_as_beams()
    {
        BeamSearch search = Run(FakeScorer.Random(Vocabulary), new NolaGenerationOptions { NumBeams = 3, MaxNewTokens = 6 }, [2, 1], 6);
        Assert.HasCount(3, search.Complete);
        for (int i = 1; i < search.Complete.Count; i++)
        {
            Assert.IsGreaterThanOrEqualTo(search.Complete[i].Score, search.Complete[i - 1].Score);
        }

        Assert.AreEqual(2, search.GetResult().PromptTokens);
    }

    [TestMethod]
    public void One_beam_of_the_search_is_greedy()
    {
        Func<IReadOnlyList<int>, float[]> model = FakeScorer.Random(Vocabulary, seed: 5);
        NolaGenerationOptions options = new() { MaxNewTokens = 8 };
        SingleSearch greedy = new(Tools(options, endIds: []), [1], 8, 0, streams: false);
        Finish(model, greedy);
        BeamSearch beam = new(Tools(options, endIds: []), [1], 8);
        Finish(model, beam);
        CollectionAssert.AreEqual(greedy.GetResult().Ids.ToArray(), beam.GetResult().Ids.ToArray());
    }

    [TestMethod]
    public void A_search_without_a_token_left_ends_with_what_it_has()
    {
        NolaGenerationOptions options = new() { NumBeams = 2, MaxNewTokens = 20, NoRepeatNGramSize = 1 };
        GeneratedText beams = Run(FakeScorer.Random(Vocabulary), options, [1], 20, endIds: []).GetResult();
        CollectionAssert.AreEquivalent(new[] { 0, 2, 3 }, beams.Ids.ToArray());
        Assert.AreEqual(FinishReason.EndOfText, beams.Finish);
        SingleSearch greedy = new(Tools(options, endIds: []), [1], 20, 0, streams: false);
        Finish(FakeScorer.Random(Vocabulary), greedy);
        CollectionAssert.AreEquivalent(new[] { 0, 2, 3 }, greedy.GetResult().Ids.ToArray());
    }

    [TestMethod]
    public void Scores_that_are_no_numbers_are_refused()
    {
        NolaGenerationOptions options = new() { MaxNewTokens = 2 };
        foreach (float wrong in new[] { float.NaN, float.PositiveInfinity })
        {
            float[] Model(IReadOnlyList<int> ids) => [1, wrong, 2, 3];
            Assert.ThrowsExactly<NolaException>(() => Finish(Model, new SingleSearch(Tools(options, []), [1], 2, 0, streams: false)));
            Assert.ThrowsExactly<NolaException>(() => Finish(Model, new BeamSearch(Tools(options, []), [1], 2)));
            Assert.ThrowsExactly<NolaException>(
                () => Finish(Model, new SingleSearch(Tools(new NolaGenerationOptions { DoSample = true }, []), [1], 2, 0, streams: false)));
        }
    }

    private static SearchTools Tools(NolaGenerationOptions options, int[] endIds) => new(options, endIds, tokenizer: null);

    private static BeamSearch Run(Func<IReadOnlyList<int>, float[]> model, NolaGenerationOptions options, int[] prompt, int room, int[]? endIds = null)
    {
        BeamSearch search = new(Tools(options, endIds ?? [EndId]), prompt, room);
        Finish(model, search);
        return search;
    }

    private static void Finish(Func<IReadOnlyList<int>, float[]> model, SequenceSearch search)
    {
        using GenerationSession session = new(new FakeScorer(Vocabulary, model), TorchGate.Shared, [search]);
        while (session.Step())
        {
            // Goes on to the end.
        }
    }

    private static (double Score, int[] Ids) BestOfAll(
        Func<IReadOnlyList<int>, float[]> model, int[] prompt, int[] ids, double sum, int room, double penalty)
    {
        if (ids.Length == room || (ids.Length > 0 && ids[^1] == EndId))
        {
            return (sum / Math.Pow(ids.Length, penalty), ids);
        }

        float[] scores = model([.. prompt, .. ids]);
        double total = Math.Log(scores.Sum(static score => Math.Exp(score)));
        return Enumerable.Range(0, Vocabulary)
            .Select(id => BestOfAll(model, prompt, [.. ids, id], sum + scores[id] - total, room, penalty))
            .MaxBy(static found => found.Score);
    }
}
