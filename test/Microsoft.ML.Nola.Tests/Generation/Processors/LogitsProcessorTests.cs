using System.Text.Json;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Generation.Processors;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Generation.Processors;

/// <summary>Processors against outputs of the reference library.</summary>
[TestClass]
public sealed class LogitsProcessorTests
{
    private const int Vocabulary = 64;
    private const int EndId = 2;
    private const double Tolerance = 1e-6;

    [TestMethod]
    public void Every_processor_equals_the_reference()
    {
        using Fixture fixture = Fixture.Shared("generation", "logits.safetensors");
        Check(fixture, "repetition_penalty_1.3", new RepetitionPenaltyProcessor(1.3));
        Check(fixture, "no_repeat_ngram_1", new NoRepeatNGramProcessor(1));
        Check(fixture, "no_repeat_ngram_3", new NoRepeatNGramProcessor(3));
        Check(fixture, "min_new_tokens_4_of_prompt_8", new MinNewTokensProcessor(4, [EndId]));
        Check(fixture, "min_new_tokens_5_of_prompt_8", new MinNewTokensProcessor(5, [EndId]));
        Check(fixture, "temperature_0.7", new TemperatureProcessor(0.7));
        Check(fixture, "top_k_1", new TopKProcessor(1));
        Check(fixture, "top_k_10", new TopKProcessor(10));
        Check(fixture, "top_k_100", new TopKProcessor(100));
        Check(fixture, "top_p_0.1", new TopPProcessor(0.1));
        Check(fixture, "top_p_0.9", new TopPProcessor(0.9));
        Check(fixture, "min_p_0.05", new MinPProcessor(0.05));
    }

    [TestMethod]
    public void Processors_in_a_chain_equal_the_reference_in_scores_and_probabilities()
    {
        using Fixture fixture = Fixture.Shared("generation", "logits.safetensors");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "generation", "logits.json")));
        int checkedChains = 0;
        foreach (JsonProperty chain in cases.RootElement.GetProperty("chains").EnumerateObject())
        {
            JsonElement args = chain.Value.GetProperty("args");
            NolaGenerationOptions options = new()
            {
                DoSample = true,
                Temperature = Number("temperature", 1),
                TopK = (int)Number("top_k", 0),
                TopP = Number("top_p", 1),
                MinP = Number("min_p", 0),
                RepetitionPenalty = Number("repetition_penalty", 1),
                NoRepeatNGramSize = (int)Number("no_repeat_ngram_size", 0),
            };
            LogitsProcessors processors = new(options, [EndId]);
            float[] expected = fixture.Singles($"chain.{chain.Name}");
            double[] probabilities = fixture.Doubles($"chain_probabilities.{chain.Name}");
            foreach ((float[] scores, TokenSequence sequence, int row) in Rows(fixture, expected.Length / Vocabulary))
            {
                Candidates candidates = processors.Narrow([.. scores], sequence);
                processors.Apply(scores, sequence);
                CheckNarrowed(candidates, scores, $"{chain.Name}, row {row}");
                Compare(expected.AsSpan(row * Vocabulary, Vocabulary), scores, $"{chain.Name}, row {row}");
                ReadOnlySpan<float> weights = new Probabilities().Weigh(scores, out double sum);
                for (int id = 0; id < Vocabulary; id++)
                {
                    Assert.AreEqual(probabilities[(row * Vocabulary) + id], weights[id] / sum, Tolerance, $"{chain.Name}, row {row}, token {id}");
                }
            }

            checkedChains++;
            double Number(string name, double standard) => args.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : standard;
        }

        Assert.AreEqual(3, checkedChains);
    }

    [TestMethod]
    public void What_is_switched_off_changes_nothing()
    {
        float[] scores = [1, 5, 3, 3];
        TokenSequence sequence = new([1, 1], 4);
        new LogitsProcessors(new NolaGenerationOptions { TopK = 1, Temperature = 2 }, [0]).Apply(scores, sequence);
        CollectionAssert.AreEqual(new float[] { 1, 5, 3, 3 }, scores, "without sampling");
        new LogitsProcessors(new NolaGenerationOptions { DoSample = true, TopK = 0 }, [0]).Apply(scores, sequence);
        CollectionAssert.AreEqual(new float[] { 1, 5, 3, 3 }, scores);
    }

    [TestMethod]
    public void Equal_scores_at_the_edge_of_the_most_probable_all_stay()
    {
        float[] scores = [3, 1, 3, 2, 3];
        new TopKProcessor(2).Apply(scores, new TokenSequence([0], 1));
        CollectionAssert.AreEqual(new[] { 3, float.NegativeInfinity, 3, float.NegativeInfinity, 3 }, scores);
    }

    [TestMethod]
    public void The_best_scores_are_those_that_sorting_gives()
    {
        var random = new Random(1);
        BestScores best = new();
        foreach (int capacity in new[] { 1, 2, 7, 50, 500 })
        {
            // Few different scores, so that many are equal.
            float[] scores = [.. Enumerable.Range(0, 300).Select(_ => random.Next(5) == 0 ? float.NegativeInfinity : random.Next(40))];
            best.Begin(capacity);
            best.Add(scores.AsSpan(0, 100), 0);
            best.Add(scores.AsSpan(100), 100);
            (float, int)[] wanted = [.. scores.Select(static (score, index) => (score, index)).Where(static item => float.IsFinite(item.score))
                .OrderByDescending(static item => item.score).ThenBy(static item => item.index).Take(capacity)];
            CollectionAssert.AreEqual(wanted, best.Sort().ToArray());
        }
    }

    /// <summary>Against the plain definition, at sizes of a real vocabulary: only few candidates are sorted.</summary>
    [TestMethod]
    [DataRow(0.5)]
    [DataRow(0.9)]
    [DataRow(0.999)]
    public void The_nucleus_is_the_shortest_list_of_the_most_probable_tokens(double probability)
    {
        var random = new Random(2);
        float[] scores = [.. Enumerable.Range(0, 20_000).Select(_ => (float)(random.NextDouble() * 12))];
        double sum = scores.Sum(static score => Math.Exp(score));
        double before = 0;
        HashSet<int> wanted = [];
        foreach (int id in Enumerable.Range(0, scores.Length).OrderByDescending(id => scores[id]))
        {
            if (before >= probability)
            {
                break;
            }

            wanted.Add(id);
            before += Math.Exp(scores[id]) / sum;
        }

        new TopPProcessor(probability).Apply(scores, new TokenSequence([0], 1));
        int differing = Enumerable.Range(0, scores.Length).Count(id => float.IsFinite(scores[id]) != wanted.Contains(id));
        Assert.IsLessThanOrEqualTo(1, differing, "single precision may move the edge by one token");
        Assert.IsLessThan(scores.Length, wanted.Count);
    }

    [TestMethod]
    public void A_draw_takes_each_token_as_often_as_its_probability_says()
    {
        float[] scores = [0, float.NegativeInfinity, MathF.Log(2), MathF.Log(5)];
        Probabilities probabilities = new();
        var counts = new int[4];
        for (int i = 0; i < 800; i++)
        {
            counts[probabilities.Draw(scores, (i + 0.5) / 800)]++;
        }

        CollectionAssert.AreEqual(new[] { 100, 0, 200, 500 }, counts);
        Assert.AreEqual(0, probabilities.Draw(scores, 0));
        Assert.AreEqual(3, probabilities.Draw(scores, Math.BitDecrement(1.0)));
    }

    /// <summary>Candidates have the very scores of the whole row, and what is not among them is removed there.</summary>
    private static void CheckNarrowed(Candidates candidates, float[] scores, string where)
    {
        float[] spread = new float[scores.Length];
        Array.Fill(spread, float.NegativeInfinity);
        for (int i = 0; i < candidates.Scores.Length; i++)
        {
            spread[candidates.IdAt(i)] = candidates.Scores[i];
        }

        CollectionAssert.AreEqual(scores, spread, where);
    }

    private static void Check(Fixture fixture, string name, ILogitsProcessor processor)
    {
        float[] expected = fixture.Singles($"out.{name}");
        foreach ((float[] scores, TokenSequence sequence, int row) in Rows(fixture, expected.Length / Vocabulary))
        {
            processor.Apply(scores, sequence);
            Compare(expected.AsSpan(row * Vocabulary, Vocabulary), scores, $"{name}, row {row}");
        }
    }

    private static void Compare(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        for (int id = 0; id < expected.Length; id++)
        {
            // Negative infinity, which marks a removed token, is no distance from itself.
            bool isEqual = expected[id] == actual[id] || Math.Abs(expected[id] - actual[id]) <= Tolerance;
            Assert.IsTrue(isEqual, $"{what}, token {id}: {actual[id]} for {expected[id]}");
        }
    }

    private static IEnumerable<(float[] Scores, TokenSequence Sequence, int Row)> Rows(Fixture fixture, int count)
    {
        int[] ids = fixture.Ints("input_ids");
        float[] logits = fixture.Singles("logits");
        int length = fixture.Shape("input_ids")[1];
        for (int row = 0; row < count; row++)
        {
            // Eight tokens of prompt and four new ones.
            TokenSequence sequence = new(ids.AsSpan(row * length, 8), 4);
            foreach (int id in ids.AsSpan((row * length) + 8, length - 8).ToArray())
            {
                sequence.Append(id);
            }

            yield return (logits.AsSpan(row * Vocabulary, Vocabulary).ToArray(), sequence, row);
        }
    }
}
