using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Generation;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tasks.TextGeneration;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Tasks.TextGeneration;

/// <summary>A prompt and its completion as a sequence.</summary>
[TestClass]
public sealed class CompletionLayoutTests
{
    private const int Begin = 1;
    private const int End = 2;

    private static readonly TextTokenizer Tokenizer = TextTokenizer.FromFolder(Path.Combine(Repository.Root, "models", "stories260K"));

    [TestMethod]
    [DataRow("Once upon a time", " there was a cat.", "Once upon a time there was a cat.")]
    [DataRow("Once upon a time,", "there was a cat.", "Once upon a time,there was a cat.")]
    [DataRow("Cat\n", "dog", "Cat\ndog")]
    [DataRow("", "there was", "there was")]
    [DataRow("Once upon a time ", "there", "Once upon a time  there")] // Its prompt ends with a token that is half of the next.
    public void The_sequence_is_the_prompt_as_generation_reads_it_and_what_follows(string prompt, string completion, string text)
    {
        TokenRows rows = Create(64);
        rows.Add(prompt, completion);
        var batch = (TokenBatch)rows.ToBatch([0]);
        int[] ids = batch.InputIds.ToArray();
        int[] asked = [Begin, .. Tokenizer.Encode(prompt, addSpecialTokens: false).Ids];
        CollectionAssert.AreEqual(asked, ids[..asked.Length]);
        Assert.AreEqual(End, ids[^1]);
        Assert.AreEqual(text, Tokenizer.Decode(ids, skipSpecialTokens: true));
        CollectionAssert.AreEqual(ids[asked.Length..], rows.TokensOf(0, 0).NextIds());
        CollectionAssert.AreEqual(Enumerable.Range(asked.Length - 1, ids.Length - asked.Length).ToArray(), batch.ReadPositions);
        Assert.AreEqual(ids.Length - asked.Length, rows.FeaturesOf(0));
        Assert.AreEqual(0, rows.Truncated);
    }

    [TestMethod]
    public void What_is_too_long_loses_its_end()
    {
        int[] whole = [Begin, .. Tokenizer.Encode("Once upon", addSpecialTokens: false).Ids];
        int prompt = whole.Length;
        whole = [Begin, .. Tokenizer.Encode("Once upon a time there was", addSpecialTokens: false).Ids, End];
        for (int maxLength = 8; maxLength <= whole.Length + 1; maxLength++)
        {
            TokenRows rows = Create(maxLength);
            rows.Add("Once upon", " a time there was");
            int length = Math.Min(maxLength, whole.Length);
            Assert.AreEqual(maxLength < whole.Length ? 1 : 0, rows.Truncated);
            CollectionAssert.AreEqual(whole[..length], ((TokenBatch)rows.ToBatch([0])).InputIds.ToArray());
            CollectionAssert.AreEqual(whole[prompt..length], rows.TokensOf(0, 0).NextIds());
        }
    }

    [TestMethod]
    public void A_row_that_leaves_nothing_to_learn_is_left_out()
    {
        using var labelled = new LabelledRows<int[]>(Create(8), trains: true);
        labelled.Add(new TextInput("Once upon a time there was a little girl", " named Lily"), [], align: static (_, tokens) => tokens.NextIds());
        labelled.Add(new TextInput("One", " day"), [], align: static (_, tokens) => tokens.NextIds());
        labelled.Add(new TextInput("One", ""), [], align: static (_, tokens) => tokens.NextIds());
        Assert.AreEqual(1, labelled.Count);
        Assert.AreEqual(2, labelled.LeftOut);
        Assert.AreEqual(0, labelled.Truncated);
        CollectionAssert.AreEqual((int[])[.. Tokenizer.Encode("day", addSpecialTokens: false).Ids, End], labelled.Targets.Single());
    }

    [TestMethod]
    public void Without_an_end_token_a_completion_ends_with_itself()
    {
        var rows = new TokenRows(new CompletionLayout(), Tokenizer, 64, keepsTypeIds: false);
        rows.Add("One", " day");
        CollectionAssert.AreEqual(Tokenizer.Encode("day", addSpecialTokens: false).Ids.ToArray(), rows.TokensOf(0, 0).NextIds());
    }

    [TestMethod]
    public void The_end_token_that_somebody_names_is_taught()
    {
        var rows = new TokenRows(new CompletionLayout(5), Tokenizer, 64, keepsTypeIds: false, new GenerationTokens(Begin, [End]));
        rows.Add("One", " day");
        Assert.AreEqual(5, rows.TokensOf(0, 0).NextIds()[^1]);
    }

    private static TokenRows Create(int maxLength) => new(new CompletionLayout(), Tokenizer, maxLength, keepsTypeIds: false, new GenerationTokens(Begin, [End, 7]));
}
