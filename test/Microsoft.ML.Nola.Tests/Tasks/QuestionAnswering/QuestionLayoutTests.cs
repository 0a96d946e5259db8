using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tasks.QuestionAnswering;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Tasks.QuestionAnswering;

/// <summary>A question and its context as sequences.</summary>
[TestClass]
public sealed class QuestionLayoutTests
{
    private static readonly TextTokenizer Tokenizer = TextTokenizer.FromFolder(GoldenFiles.Backbone);

    [TestMethod]
    public void A_short_context_makes_the_sequence_of_the_pair()
    {
        TokenRows rows = Create(maxLength: 32);
        rows.Add("baba bace, badi", "bafo bagu");
        var batch = (TokenBatch)rows.ToBatch([0]);
        EncodedText pair = Tokenizer.Encode("bafo bagu", "baba bace, badi");
        CollectionAssert.AreEqual(pair.Ids.ToArray(), batch.InputIds.ToArray());
        CollectionAssert.AreEqual(pair.TypeIds.ToArray(), batch.TokenTypeIds.ToArray());
        CollectionAssert.AreEqual(new[] { 4, 5, 6, 7 }, batch.ReadPositions);
        CollectionAssert.AreEqual(new[] { new TextSpan(0, 4), new TextSpan(5, 4), new TextSpan(9, 1), new TextSpan(11, 4) }, rows.SpansOf(0));
        Assert.AreEqual(0, rows.Truncated);
        Assert.AreEqual(4, rows.FeaturesOf(0));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(1)]
    [DataRow(5)]
    [DataRow(1000)]
    public void A_long_context_comes_in_windows_and_each_word_is_read_once(int? stride)
    {
        string[] words = [.. Enumerable.Range(0, 100).Select(static i => TinyBackbone.Words[(i * 7) % 190])];
        TokenRows rows = Create(maxLength: 16, stride);
        rows.Add(string.Join(' ', words), "bafo bagu");
        var batch = (TokenBatch)rows.ToBatch([0]);
        int[] question = [.. Tokenizer.Encode("bafo bagu").Ids];
        Assert.IsGreaterThan(8, batch.Rows);
        Assert.AreEqual(16, batch.Length);
        Assert.IsFalse(batch.HasPadding);
        for (int sequence = 0; sequence < batch.Rows; sequence++)
        {
            int[] ids = batch.InputIds.Slice(sequence * 16, 16).ToArray();
            CollectionAssert.AreEqual(question, ids[..4]);
            Assert.AreEqual(3, ids[^1]);
        }

        // What is read is the word that the span names, and all words in order.
        int[] read = [.. batch.ReadPositions!.Select(position => batch.InputIds.Span[position])];
        int[] expected = [.. words.Select(static word => Tokenizer.Encode(word, addSpecialTokens: false).Ids.Single())];
        CollectionAssert.AreEqual(expected, read);
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 100).Select(i => new TextSpan(words.Take(i).Sum(static word => word.Length + 1), words[i].Length)).ToArray(), rows.SpansOf(0));
    }

    [TestMethod]
    public void A_long_question_is_cut_and_leaves_a_third_to_the_context()
    {
        string question = string.Join(' ', TinyBackbone.Words.Take(50));
        foreach (int maxLength in new[] { 8, 16, 31, 64 })
        {
            TokenRows rows = Create(maxLength);
            rows.Add("baba bace badi", question);
            var batch = (TokenBatch)rows.ToBatch([0]);
            Assert.AreEqual(1, rows.Truncated);
            Assert.IsLessThanOrEqualTo(maxLength, batch.Length);
            int context = batch.TokenTypeIds.Span[..batch.Length].Count(1) - 1;
            Assert.AreEqual(Math.Min(3, (maxLength + 2) / 3), context, $"of {maxLength}");
        }
    }

    [TestMethod]
    public void An_empty_context_is_one_sequence_of_which_nothing_is_read()
    {
        TokenRows rows = Create(16);
        rows.Add("", "bafo");
        rows.Add("bafo", "");
        CollectionAssert.AreEqual(Tokenizer.Encode("bafo", "").Ids.ToArray(), ((TokenBatch)rows.ToBatch([0])).InputIds.ToArray());
        Assert.AreEqual(0, rows.FeaturesOf(0));
        Assert.AreEqual(1, rows.SequencesOf(0));
        CollectionAssert.AreEqual(Tokenizer.Encode("", "bafo").Ids.ToArray(), ((TokenBatch)rows.ToBatch([1])).InputIds.ToArray());
        Assert.AreEqual(1, rows.FeaturesOf(1));
    }

    [TestMethod]
    public void Many_windows_are_spread_over_forwards_of_which_none_is_large()
    {
        TokenRows rows = Create(16, stride: 2);
        for (int i = 0; i < 3; i++)
        {
            rows.Add(string.Join(' ', TinyBackbone.Words.Skip(i).Take(100)), "bafo");
        }

        int sequences = Enumerable.Range(0, 3).Sum(rows.SequencesOf);
        Assert.IsGreaterThan(100, sequences);
        TokenBatch[] batches = [.. rows.ToBatches([0, 1, 2]).Cast<TokenBatch>()];
        Assert.AreEqual(sequences, batches.Sum(static batch => batch.Rows));
        Assert.AreEqual(16, batches.Max(static batch => batch.Rows));
        var whole = (TokenBatch)rows.ToBatch([0, 1, 2]);
        CollectionAssert.AreEqual(whole.InputIds.ToArray(), batches.SelectMany(static batch => batch.InputIds.ToArray()).ToArray());
        Assert.AreEqual(whole.ReadPositions!.Length, batches.Sum(static batch => batch.ReadPositions!.Length));
    }

    internal static TokenRows Create(int maxLength, int? stride = null) => new(new QuestionLayout(stride), Tokenizer, maxLength, keepsTypeIds: true);
}
