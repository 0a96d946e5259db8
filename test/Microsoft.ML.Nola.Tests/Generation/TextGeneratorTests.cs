using System.Text;
using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Generation;

/// <summary>Whole texts of a real model.</summary>
[TestClass]
public sealed class TextGeneratorTests
{
    private static readonly string[] Prompts =
    [
        "Once upon a time", "", "Lily and Tom went to the park. They saw a big", "The dog", "One day, a little girl named Sue found a red ball in the",
    ];

    public static IEnumerable<object[]> Ways =>
    [
        ["greedy", new NolaGenerationOptions { MaxNewTokens = 24 }],
        ["sampling", new NolaGenerationOptions { MaxNewTokens = 24, DoSample = true, Temperature = 0.9, TopP = 0.95, MinP = 0.01, Seed = 7 }],
        ["penalties", new NolaGenerationOptions { MaxNewTokens = 24, RepetitionPenalty = 1.2, NoRepeatNGramSize = 3 }],
        ["beams", new NolaGenerationOptions { MaxNewTokens = 16, NumBeams = 4, LengthPenalty = 0.8, NoRepeatNGramSize = 4 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public void Texts_in_a_batch_are_as_they_are_one_by_one(string way, NolaGenerationOptions options)
    {
        _ = way;
        using TensorGuard guard = new();
        using Stories stories = new();
        GeneratedText[] together = stories.Generator(options).GenerateAll(Prompts);
        GeneratedText[] two = stories.Generator(options, batchSize: 2 * options.NumBeams).GenerateAll(Prompts);
        for (int i = 0; i < Prompts.Length; i++)
        {
            GeneratedText alone = stories.Generator(options).GenerateAll([Prompts[i]], firstRow: i).Single();
            foreach (GeneratedText other in new[] { together[i], two[i] })
            {
                CollectionAssert.AreEqual(alone.Ids.ToArray(), other.Ids.ToArray(), Prompts[i]);
                Assert.AreEqual(alone.Text, other.Text);
                Assert.AreEqual(alone.Finish, other.Finish);
                Assert.AreEqual(alone.Score ?? 0, other.Score ?? 0, 1e-4);
            }
        }
    }

    [TestMethod]
    public void Draws_depend_on_seed_row_and_position()
    {
        using Stories stories = new();
        string[] same = ["Once upon a time", "Once upon a time"];
        string[] Draw(int? seed, long firstRow = 0)
        {
            TextGenerator generator = stories.Generator(new NolaGenerationOptions { MaxNewTokens = 20, DoSample = true, Seed = seed });
            return [.. generator.GenerateAll(same, firstRow).Select(static text => text.Text)];
        }

        string[] texts = Draw(3);
        CollectionAssert.AreEqual(texts, Draw(3));
        Assert.AreNotEqual(texts[0], texts[1], "another row");
        Assert.AreNotEqual(texts[0], Draw(4)[0], "another seed");
        Assert.AreEqual(texts[1], Draw(3, firstRow: 1)[0]);
        CollectionAssert.AreEqual(Draw(0), Draw(null), "the default seed");
    }

    [TestMethod]
    [DynamicData(nameof(Ways))]
    public async Task A_stream_is_the_same_text_in_pieces(string way, NolaGenerationOptions options)
    {
        using Stories stories = new();
        GeneratedText whole = stories.Generator(options).GenerateAll(["The dog"]).Single();
        using GenerationStream stream = stories.Generator(options).Stream("The dog");
        List<string> pieces = [];
        await foreach (string piece in stream.ReadAllAsync())
        {
            Assert.AreNotEqual("", piece);
            Assert.IsTrue(pieces.Count == 0 || stream.Result is null || stream.Result.Text.EndsWith(piece, StringComparison.Ordinal));
            pieces.Add(piece);
        }

        Assert.AreEqual(whole.Text, string.Concat(pieces));
        CollectionAssert.AreEqual(whole.Ids.ToArray(), stream.Result!.Ids.ToArray());
        Assert.IsTrue(way == "beams" ? pieces.Count == 1 : pieces.Count > 5);
        Assert.IsNull(stream.Next(), "the end stays the end");
    }

    [TestMethod]
    public void A_text_ends_before_a_stop_string_and_no_part_of_one_is_streamed()
    {
        using Stories stories = new();
        NolaGenerationOptions options = new() { MaxNewTokens = 40 };
        string whole = stories.Generator(options).GenerateAll(["Once upon a time"]).Single().Text;

        // Within a word, across words, and one that never comes but begins as another part of the text does.
        foreach (string stop in new[] { whole.Substring(30, 3), whole.Substring(17, 12), whole[^1..] })
        {
            NolaGenerationOptions stopped = options.Clone();
            stopped.StopStrings.Add($"{whole.AsSpan(5, 4)}\u2603");
            stopped.StopStrings.Add(stop);
            GeneratedText text = stories.Generator(stopped).GenerateAll(["Once upon a time"]).Single();
            Assert.AreEqual(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], text.Text);
            Assert.AreEqual(FinishReason.StopString, text.Finish);
            using GenerationStream stream = stories.Generator(stopped).Stream("Once upon a time");
            StringBuilder shown = new();
            while (stream.Next() is { } piece)
            {
                shown.Append(piece);
                Assert.StartsWith(shown.ToString(), text.Text, "what is shown stays");
            }

            Assert.AreEqual(text.Text, shown.ToString());
            CollectionAssert.AreEqual(text.Ids.ToArray(), stream.Result!.Ids.ToArray());
        }
    }

    [TestMethod]
    public void Beam_search_ends_texts_before_stop_strings()
    {
        using Stories stories = new();
        NolaGenerationOptions options = new() { MaxNewTokens = 30, NumBeams = 3 };
        options.StopStrings.Add(".");
        GeneratedText text = stories.Generator(options).GenerateAll(["Once upon a time"]).Single();
        Assert.AreEqual(FinishReason.StopString, text.Finish);
        Assert.DoesNotContain(".", text.Text);
        Assert.IsGreaterThan(5, text.Text.Length);
    }

    [TestMethod]
    public void Prompt_and_text_fill_the_context_and_no_more()
    {
        using Stories stories = new();
        TextGenerator generator = stories.Generator(new NolaGenerationOptions { MaxNewTokens = 64 }, tokens: new GenerationTokens(1, []));
        int[] prompt = [1, .. Enumerable.Repeat(400, 500)];
        GeneratedText text = generator.GenerateAll([prompt]).Single();
        Assert.HasCount(stories.Backbone.MaxLength - prompt.Length, text.Ids);
        Assert.AreEqual(FinishReason.Length, text.Finish);
        Assert.AreEqual(501, text.PromptTokens);
    }

    /// <summary>A quarter of what the model reads, or all that may be generated if that is less.</summary>
    [TestMethod]
    [DataRow(100, 412)]
    [DataRow(300, 384)]
    public void A_prompt_that_leaves_room_is_shorter(int newTokens, int most)
    {
        using Stories stories = new();
        TextGenerator generator = stories.Generator(new NolaGenerationOptions { MaxNewTokens = newTokens });
        int words = generator.Encode(new TextPrompt(Words(200)) { IsConversation = true }).Length - 200;
        Assert.IsLessThanOrEqualTo(1, words, "a word is a token");
        TextPrompt fits = new(Words(most - words)) { IsConversation = true, LeavesRoom = true };
        Assert.HasCount(most, generator.Encode(fits));
        TextPrompt longer = fits with { Text = fits.Text + " the" };
        PromptTooLongException exception = Assert.ThrowsExactly<PromptTooLongException>(() => generator.Encode(longer));
        Assert.AreEqual(
            $"The conversation has {most + 1} tokens, and the backbone reads 512, conversation and answer together. Leave out its oldest messages, down to {most} tokens or less.",
            exception.Message);
        Assert.HasCount(most + 1, generator.Encode(longer with { LeavesRoom = false }));

        static string Words(int count) => string.Join(' ', Enumerable.Repeat("the", count));
    }

    [TestMethod]
    public void A_prompt_that_is_too_long_names_both_numbers()
    {
        using Stories stories = new();
        TextGenerator generator = stories.Generator(new NolaGenerationOptions());
        string words = string.Join(' ', Enumerable.Repeat("dog", 600));
        PromptTooLongException exception = Assert.ThrowsExactly<PromptTooLongException>(() => generator.GenerateAll(["The dog", words], firstRow: 10));
        Assert.Contains("The prompt of row 11 has more than 513 tokens, and the backbone reads 512", exception.Message);
        Assert.EndsWith("Shorten the prompt to 511 tokens or less.", exception.Message);
        Assert.AreEqual(512, exception.ContextLength);
        Assert.ThrowsExactly<PromptTooLongException>(() => generator.Stream(words));
        Assert.ThrowsExactly<ArgumentException>(() => generator.GenerateAll([Enumerable.Repeat(5, 512).ToArray()]));
        Assert.ThrowsExactly<ArgumentException>(() => generator.GenerateAll([Array.Empty<int>()]));
        Assert.ThrowsExactly<ArgumentException>(() => generator.Stream([5, 512]));
        Assert.ThrowsExactly<ArgumentException>(() => generator.Stream([5, -1]));
    }

    [TestMethod]
    public void A_prompt_has_the_begin_token_and_no_end_token()
    {
        using Stories stories = new();
        TextGenerator generator = stories.Generator(new NolaGenerationOptions());
        int[] ids = generator.Encode(new TextPrompt("The dog"));
        Assert.AreEqual(1, ids[0]);
        CollectionAssert.AreEqual(ids[1..], generator.Encode(new TextPrompt("The dog") { IsConversation = true }));
        CollectionAssert.DoesNotContain(ids, 2);
        CollectionAssert.AreEqual(new[] { 1 }, generator.Encode(new TextPrompt("")));
        CollectionAssert.AreEqual(new[] { 1 }, generator.Encode(new TextPrompt("") { IsConversation = true }), "there must be something to continue");
    }

    [TestMethod]
    public void An_empty_prompt_needs_a_begin_token()
    {
        using Stories stories = new();
        TextGenerator generator = stories.Generator(new NolaGenerationOptions(), tokens: new GenerationTokens(null, [2]));
        NolaException exception = Assert.ThrowsExactly<NolaException>(() => generator.Encode(new TextPrompt("") { IsConversation = true }, row: 4));
        Assert.Contains("The prompt of row 4 is empty", exception.Message);
    }

    [TestMethod]
    public void End_tokens_are_those_of_the_options_or_else_of_the_model()
    {
        using Stories stories = new();
        NolaGenerationOptions options = new() { MaxNewTokens = 12 };
        int[] ids = [.. stories.Generator(options).GenerateAll(["Once upon a time"]).Single().Ids];
        options.EosTokenIds.Add(ids[3]);
        GeneratedText text = stories.Generator(options).GenerateAll(["Once upon a time"]).Single();
        CollectionAssert.AreEqual(ids[..(Array.IndexOf(ids, ids[3]) + 1)], text.Ids.ToArray());
        Assert.AreEqual(FinishReason.EndOfText, text.Finish);
        options.EosTokenIds[0] = 512;
        Assert.Contains("EosTokenIds has 512", Assert.ThrowsExactly<SettingsException>(() => stories.Generator(options)).Message);
    }

    [TestMethod]
    public void A_backbone_that_is_no_language_model_is_refused()
    {
        using TemporaryFolder folder = new();
        using Stories stories = new();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(TinyBackbone.Write(folder.Path)));
        Assert.Contains("bert without a language model head", Assert.ThrowsExactly<SettingsException>(() => new TextGenerator(
            lease.Backbone, AdapterBinding.None, stories.Tokenizer, TorchGate.Shared, new GenerationTokens(1, []), new NolaGenerationOptions())).Message);
    }

    [TestMethod]
    public void A_stream_that_is_cancelled_or_left_leaves_nothing_behind()
    {
        using TensorGuard guard = new();
        using Stories stories = new();
        TextGenerator generator = stories.Generator(new NolaGenerationOptions { MaxNewTokens = 30 });
        using (GenerationStream stream = generator.Stream("Once upon a time"))
        {
            Assert.IsNotNull(stream.Next());
            Assert.ThrowsExactly<OperationCanceledException>(() => stream.Next(new CancellationToken(canceled: true)));
            Assert.IsNotNull(stream.Next(), "it goes on after that");
        }

        int passes = 0;
        Assert.ThrowsExactly<OperationCanceledException>(() => generator.GenerateAll(
            Prompts, throwIfCancelled: () => new CancellationToken(canceled: ++passes == 4).ThrowIfCancellationRequested()));
        Assert.AreEqual(4, passes);
    }

    [TestMethod]
    public void Several_generations_at_once_give_what_each_gives_alone()
    {
        using Stories stories = new();
        TextGenerator generator = stories.Generator(new NolaGenerationOptions { MaxNewTokens = 20, DoSample = true });
        string[] alone = [.. Prompts.Select((prompt, row) => generator.GenerateAll([prompt], row).Single().Text)];
        using TensorGuard guard = new();
        var together = new string[Prompts.Length];
        Task fit = Task.Run(() =>
        {
            for (int step = 0; step < 50; step++)
            {
                TorchGate.Shared.Run(static () => Thread.Sleep(1), narrow: true);
            }
        });
        Parallel.For(0, Prompts.Length, row =>
        {
            using GenerationStream stream = generator.Stream(Prompts[row], row);
            StringBuilder text = new();
            while (stream.Next() is { } piece)
            {
                text.Append(piece);
            }

            together[row] = text.ToString();
        });
        fit.Wait();
        CollectionAssert.AreEqual(alone, together);
    }

    [TestMethod]
    public void A_pass_that_fails_leaves_nothing_behind()
    {
        using TensorGuard guard = new();
        using Stories stories = new();
        TextGenerator generator = new(
            () => new SpoiltScorer(new BackboneScorer(stories.Backbone, AdapterBinding.None), goodPasses: 4),
            512,
            512,
            stories.Tokenizer,
            TorchGate.Shared,
            new GenerationTokens(1, [2]),
            new NolaGenerationOptions(),
            batchSize: 8);
        Assert.Contains("not finite numbers", Assert.ThrowsExactly<NolaException>(() => generator.GenerateAll(Prompts)).Message);
        using GenerationStream stream = generator.Stream("Once upon a time");
        Assert.ThrowsExactly<NolaException>(() =>
        {
            while (stream.Next() is not null)
            {
                // Goes on until a pass fails.
            }
        });
    }

    /// <summary>Scores that are no numbers after some passes, as an adapter that is damaged gives.</summary>
    private sealed class SpoiltScorer(ITokenScorer scorer, int goodPasses) : ITokenScorer
    {
        private int _passes;

        public int VocabularySize => scorer.VocabularySize;

        public bool IsSmall(int tokens) => scorer.IsSmall(tokens);

        public void Read(TokenBatch tokens, ScoreUse? use) => scorer.Read(tokens, scores =>
        {
            if (++_passes > goodPasses)
            {
                scores.Fill(float.NaN);
            }

            use?.Invoke(scores);
        });

        public void Select(ReadOnlySpan<int> rows) => scorer.Select(rows);

        public void Dispose() => scorer.Dispose();
    }
}
