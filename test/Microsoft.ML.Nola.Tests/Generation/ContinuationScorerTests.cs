using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Runtime;
using Nola.Testing;
using TorchSharp;

namespace Microsoft.ML.Nola.Tests.Generation;

/// <summary>Log-likelihoods of continuations beside transformers' losses, and beside a plain pass over each whole sequence.</summary>
[TestClass]
public sealed class ContinuationScorerTests
{
    [TestMethod]
    [DataRow("llama")]
    [DataRow("gpt2")]
    public void Log_likelihoods_are_the_negative_losses_of_transformers(string name)
    {
        using Fixture io = Fixture.Shared("generation", name, "lm_loss.safetensors");
        using Stories stories = new();
        using BackboneLease lease = Backbone.Acquire(BackboneReference.FromFolder(Repository.Shared("fixtures", "generation", name)));
        int[] ids = io.Ints("input_ids");
        int[] real = io.Ints("attention_mask");
        int[] counted = io.Ints("completion_mask");
        const int Length = 14;
        PromptContinuations[] rows =
        [
            .. Enumerable.Range(0, 4).Select(row =>
            {
                Range places = (row * Length)..((row + 1) * Length);
                int end = real[places].Sum();
                int prompt = end - counted[places].Sum();
                int[] all = ids[places];
                return new PromptContinuations(all[..prompt], [all[prompt..end]]);
            }),
        ];
        double[] expected = io.Doubles("sum_nll");
        ContinuationScore[][] scores = Scorer(lease.Backbone, stories).ScoreAll(rows);
        for (int row = 0; row < 4; row++)
        {
            Assert.AreEqual(-expected[row], scores[row].Single().LogLikelihood, 1e-4);
            Assert.AreEqual(rows[row].Continuations[0].Length, scores[row].Single().Tokens);
        }
    }

    /// <summary>Prompts of very different lengths, the longest in several passes, with none to five continuations of none to many tokens.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    [DataRow(32)]
    public void Scores_are_those_of_a_plain_pass_over_each_sequence(int batchSize)
    {
        using TensorGuard guard = new();
        using Stories stories = new();
        int vocabulary = stories.Backbone.VocabularySize;
        PromptContinuations[] prompts =
        [
            new(Ids(7, 3), [Ids(3, 5), Ids(1, 9)]),
            new(Ids(300, 11), [Ids(2, 2), Ids(12, 4), Ids(5, 6), Ids(1, 1), Ids(7, 8)]),
            new(Ids(1, 1), []),
            new(Ids(1, 1), [Ids(4, 13)]),
            new(Ids(20, 5), [[], Ids(6, 7), []]),
            new(Ids(33, 9), [Ids(1, 3), Ids(1, 4), Ids(1, 5)]),
            new(Ids(9, 2), [[]]),
        ];
        ContinuationScore[][] scores = Scorer(stories.Backbone, stories, batchSize).ScoreAll(prompts);
        for (int row = 0; row < prompts.Length; row++)
        {
            Assert.HasCount(prompts[row].Continuations.Count, scores[row]);
            for (int i = 0; i < scores[row].Length; i++)
            {
                int[] continuation = prompts[row].Continuations[i];
                Assert.AreEqual(continuation.Length, scores[row][i].Tokens);
                Assert.AreEqual(Plain(stories.Backbone, prompts[row].Prompt, continuation), scores[row][i].LogLikelihood, 2e-4, $"row {row}, continuation {i}");
            }
        }

        int[] Ids(int count, int step) => [.. Enumerable.Range(0, count).Select(i => 3 + ((i + 1) * step * 37 % (vocabulary - 3)))];
    }

    [TestMethod]
    public void Texts_get_the_ids_that_fitting_gives_them()
    {
        using Stories stories = new();
        ContinuationScorer scorer = Scorer(stories.Backbone, stories);
        string[] choices = [" a big dog", " the", "", " a big dog"];
        ContinuationScore[][] scores = scorer.ScoreAll(["Once upon a time there was", ""], [choices, ["Once upon"]]);
        int[] prompt = [.. stories.Tokenizer.Frame.Begin, .. stories.Tokenizer.Encode("Once upon a time there was", addSpecialTokens: false).Ids];
        int[] whole = [.. stories.Tokenizer.Frame.Begin, .. stories.Tokenizer.Encode("Once upon a time there was a big dog", addSpecialTokens: false).Ids];
        Assert.AreEqual(Plain(stories.Backbone, prompt, whole[prompt.Length..]), scores[0][0].LogLikelihood, 1e-4);
        Assert.AreEqual(whole.Length - prompt.Length, scores[0][0].Tokens);
        Assert.AreEqual(scores[0][0].LogLikelihood, scores[0][3].LogLikelihood, 1e-5);
        Assert.AreEqual(new ContinuationScore(0, 0), scores[0][2]);
        Assert.IsLessThan(0, scores[1][0].LogLikelihood);
    }

    [TestMethod]
    public void What_cannot_be_scored_is_refused()
    {
        using Stories stories = new();
        string text = string.Concat(Enumerable.Repeat("once upon a time ", 200));
        string message = Assert.ThrowsExactly<NolaException>(() => Scorer(stories.Backbone, stories).ScoreAll(["a", text], [["b"], ["c"]], firstRow: 5)).Message;
        Assert.AreEqual(
            $"The prompt of row 6 and a continuation of it have {stories.Backbone.MaxLength + 1} tokens or more, and the backbone reads {stories.Backbone.MaxLength}. Shorten the prompt.",
            message);
        Assert.ThrowsExactly<OperationCanceledException>(
            () => Scorer(stories.Backbone, stories).ScoreAll(["a"], [["b"]], throwIfCancelled: new CancellationToken(canceled: true).ThrowIfCancellationRequested));
    }

    private static ContinuationScorer Scorer(Backbone backbone, Stories stories, int batchSize = 32) =>
        new(backbone, AdapterBinding.None, stories.Tokenizer, TorchGate.Shared, beginId: 1, batchSize);

    private static double Plain(Backbone backbone, int[] prompt, int[] continuation)
    {
        if (continuation.Length == 0)
        {
            return 0;
        }

        using DisposeScope scope = torch.NewDisposeScope();
        using var mode = torch.no_grad();
        int[] ids = [.. prompt, .. continuation];
        int[] real = new int[ids.Length];
        Array.Fill(real, 1);
        torch.Tensor logits = backbone.Logits(backbone.Forward(new TokenBatch(ids, real, 1, ids.Length)).squeeze(0));
        torch.Tensor probabilities = logits.to(torch.float64).log_softmax(1);
        return Enumerable.Range(prompt.Length, continuation.Length).Sum(at => probabilities[at - 1, ids[at]].item<double>());
    }
}
