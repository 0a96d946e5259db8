using System.Text.Json;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Generation.Searches;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Generation;

/// <summary>Greedy and beam search of whole models against outputs of the reference library.</summary>
[TestClass]
public sealed class GenerationFixtureTests
{
    private const double ScoreTolerance = 1e-4;

    [TestMethod]
    [DataRow("gpt2", 117)]
    [DataRow("llama", 116)]
    public void Every_case_gives_the_ids_and_scores_of_the_reference(string name, int count)
    {
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Repository.Shared("fixtures", "generation", name, "generate.json")));
        using TensorGuard guard = new();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "generation", name)));
        List<string> wrong = [];
        double largest = 0;
        int done = 0;
        foreach (JsonElement one in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            string run = one.GetProperty("run").GetString()!;
            JsonElement args = one.GetProperty("args");
            int[][] prompts = Rows(one.GetProperty("prompts"));
            int perPrompt = args.TryGetProperty("num_return_sequences", out JsonElement returned) ? returned.GetInt32() : 1;
            int[] endIds = IdsOf(args.GetProperty("eos_token_id"));
            (int[] Ids, double? Score)[] found = Generate(lease.Backbone, prompts, args, endIds, perPrompt);
            int[][] expected = Rows(one.GetProperty("new_tokens"));
            Assert.HasCount(expected.Length, found, run);
            for (int i = 0; i < expected.Length; i++)
            {
                // After the end of a text the reference fills its row: with padding, or in beam search, if that is id 0, with an end token.
                int end = Array.FindIndex(expected[i], endIds.Contains);
                int[] wanted = end < 0 ? expected[i] : expected[i][..(end + 1)];
                if (!found[i].Ids.AsSpan().SequenceEqual(wanted))
                {
                    wrong.Add($"{run} {i}: [{string.Join(' ', found[i].Ids)}] for [{string.Join(' ', wanted)}]");
                }
                else if (found[i].Score is { } score)
                {
                    double difference = Math.Abs(score - one.GetProperty("sequences_scores")[i].GetDouble());
                    largest = Math.Max(largest, difference);
                    Assert.IsLessThanOrEqualTo(ScoreTolerance, difference, run);
                }
            }

            done++;
        }

        Console.WriteLine($"{done} cases, largest difference of a score {largest:e1}");
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.AreEqual(count, done);
    }

    private static (int[] Ids, double? Score)[] Generate(Backbone backbone, int[][] prompts, JsonElement args, int[] endIds, int perPrompt)
    {
        NolaGenerationOptions options = new()
        {
            MaxNewTokens = (int)Number("max_new_tokens", 0),
            MinNewTokens = (int)Number("min_new_tokens", 0),
            NumBeams = (int)Number("num_beams", 1),
            LengthPenalty = Number("length_penalty", 1),
            NoRepeatNGramSize = (int)Number("no_repeat_ngram_size", 0),
            RepetitionPenalty = Number("repetition_penalty", 1),
            EarlyStopping = !args.TryGetProperty("early_stopping", out JsonElement early) ? EarlyStopping.Off
                : early.ValueKind switch { JsonValueKind.True => EarlyStopping.On, JsonValueKind.False => EarlyStopping.Off, _ => EarlyStopping.Never },
        };
        SearchTools tools = new(options, endIds, tokenizer: null);
        SequenceSearch[] searches =
        [
            .. prompts.Select(prompt => options.NumBeams > 1
                ? (SequenceSearch)new BeamSearch(tools, prompt, options.MaxNewTokens)
                : new SingleSearch(tools, prompt, options.MaxNewTokens, 0, streams: false)),
        ];
        using GenerationSession session = new(new BackboneScorer(backbone, AdapterBinding.None), TorchGate.Shared, searches);
        while (session.Step())
        {
            // Goes on to the end.
        }

        return
        [
            .. searches.SelectMany(search => search is BeamSearch beams
                ? beams.Complete.Take(perPrompt).Select(static beam => (beam.Sequence.NewIds.ToArray(), (double?)beam.Score))
                : [(search.GetResult().Ids.ToArray(), null)]),
        ];

        double Number(string name, double standard) => args.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : standard;
    }

    private static int[] IdsOf(JsonElement end) =>
        end.ValueKind == JsonValueKind.Array ? [.. end.EnumerateArray().Select(static id => id.GetInt32())] : [end.GetInt32()];

    private static int[][] Rows(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(static row => row.EnumerateArray().Select(static id => id.GetInt32()).ToArray())];
}
