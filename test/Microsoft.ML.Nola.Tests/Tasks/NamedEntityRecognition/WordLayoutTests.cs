using Microsoft.ML.Nola.Backbones;
using Microsoft.ML.Nola.Models;
using Microsoft.ML.Nola.Tasks.NamedEntityRecognition;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Tasks.NamedEntityRecognition;

[TestClass]
public sealed class WordLayoutTests
{
    private static readonly TemporaryFolder Folder = new();
    private static readonly Lazy<TextTokenizer> Tokenizer = new(() => TextTokenizer.FromFolder(TinyBackbone.Write(Folder.File("backbone"))));

    [ClassCleanup]
    public static void Clean() => Folder.Dispose();

    [TestMethod]
    [DataRow("")]
    [DataRow(" \t\u00a0\u2003\n")]
    [DataRow("one")]
    [DataRow("  two  words\t")]
    [DataRow("a\u000bb\u000cc\u0085d\u2028e\u3000f \u200b g")]
    public void Words_are_those_of_string_Split(string text)
    {
        TextSpan[] words = WordSplitter.Split(text);
        CollectionAssert.AreEqual(
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), words.Select(word => text.Substring(word.Start, word.Length)).ToArray());
    }

    [TestMethod]
    public void The_first_token_of_each_word_is_read()
    {
        // "bace" is one token, "baceba" is none of the vocabulary and becomes [UNK]; the comma is [UNK] too, and a token of its own.
        TokenRows rows = Rows(16, "bace,  bafo\tcece,dici");
        (int[] ids, int[] read) = Read(rows);
        Assert.HasCount(8, ids);
        CollectionAssert.AreEqual(new[] { 1, 3, 4 }, read);
        Assert.AreEqual("0+5 7+4 12+9", string.Join(' ', rows.SpansOf(0).Select(static span => $"{span.Start}+{span.Length}")));
        Assert.AreEqual(0, rows.Truncated);
    }

    [TestMethod]
    [DataRow("bace \u200b bafo", new[] { 1, 0, 2 })]
    [DataRow("\u0001 bace", new[] { 0, 1 })]
    [DataRow("bace \ufeff", new[] { 1, 0 })]
    [DataRow("\u200b \u200b", new[] { 0, 0 })]
    [DataRow("", new int[0])]
    public void A_word_without_tokens_keeps_its_place(string text, int[] expected)
    {
        TokenRows rows = Rows(16, text);
        CollectionAssert.AreEqual(expected, Read(rows).Positions);
        Assert.HasCount(expected.Length, rows.SpansOf(0));
        Assert.AreEqual(expected.Length, rows.FeaturesOf(0));
        Assert.AreEqual(1, rows.SequencesOf(0));
    }

    /// <summary>SentencePiece takes the character for a space, which would make two words of one.</summary>
    [TestMethod]
    public void A_space_of_SentencePiece_in_a_word_moves_no_word()
    {
        using var folder = new TemporaryFolder();
        string path = Path.GetDirectoryName(folder.File("tokenizer.model"))!;
        File.Copy(Repository.Shared("fixtures", "tokenizers", "llama-sp", "tokenizer.model"), folder.File("tokenizer.model"));
        TextTokenizer tokenizer = TextTokenizer.FromFolder(path);
        var rows = new TokenRows(WordLayout.Instance, tokenizer, 32, keepsTypeIds: false);
        rows.Add("the x\u2581y the", null);
        (int[] ids, int[] read) = Read(rows);
        Assert.HasCount(3, read);
        Assert.AreEqual(ids[read[0]], ids[read[2]]);
    }

    [TestMethod]
    [DataRow(8, 6)]
    [DataRow(8, 7)]
    [DataRow(8, 100)]
    [DataRow(16, 15)]
    [DataRow(32, 200)]
    public void A_long_text_becomes_sequences_that_overlap_and_every_word_is_read_once(int maxLength, int count)
    {
        string[] words = [.. Enumerable.Range(0, count).Select(static i => TinyBackbone.Words[i % TinyBackbone.Words.Count])];
        TokenRows rows = Rows(maxLength, string.Join(' ', words));
        CollectionAssert.AreEqual(words, rows.SpansOf(0).Select(span => string.Join(' ', words).Substring(span.Start, span.Length)).ToArray());
        Assert.AreEqual(0, rows.Truncated);
        Assert.AreEqual(count, rows.FeaturesOf(0));

        // Each position holds the id of the word it is read for.
        TokenBatch batch = (TokenBatch)rows.ToBatch([0]);
        int[] ids = [.. batch.ReadPositions!.Select(position => batch.InputIds.Span[position])];
        CollectionAssert.AreEqual(words.Select(static word => Tokenizer.Value.Encode(word).Ids[1]).ToArray(), ids);
        Assert.IsLessThanOrEqualTo(maxLength, rows.LengthOf(0));

        // Beside the first and the last word, whatever is read has a quarter of a sequence on either side.
        int context = (maxLength - 2) / 4;
        int length = batch.Length;
        for (int i = 0; i < count; i++)
        {
            (int sequence, int position) = (batch.ReadPositions![i] / length, batch.ReadPositions[i] % length);
            int tokens = batch.AttentionMask.Span.Slice(sequence * length, length).ToArray().Sum() - 2;
            Assert.IsTrue(sequence == 0 || position - 1 >= context, $"word {i} has {position - 1} tokens before it");
            Assert.IsTrue(sequence == rows.SequencesOf(0) - 1 || tokens - position >= context, $"word {i} has {tokens - position} tokens behind it");
        }
    }

    [TestMethod]
    public void A_word_that_is_longer_than_a_sequence_is_cut_and_counted()
    {
        TokenRows rows = Rows(8, "bace a,b,c,d,e,f,g,h bafo");
        Assert.AreEqual(1, rows.Truncated);
        TokenBatch batch = (TokenBatch)rows.ToBatch([0]);
        Assert.HasCount(3, batch.ReadPositions!);
        Assert.AreEqual(Tokenizer.Value.Encode("bafo").Ids[1], batch.InputIds.Span[batch.ReadPositions![2]]);
        Assert.IsLessThanOrEqualTo(8, rows.LengthOf(0));
    }

    private static TokenRows Rows(int maxLength, string text)
    {
        var rows = new TokenRows(WordLayout.Instance, Tokenizer.Value, maxLength, keepsTypeIds: false);
        rows.Add(text, null);
        return rows;
    }

    private static (int[] Ids, int[] Positions) Read(TokenRows rows)
    {
        TokenBatch batch = (TokenBatch)rows.ToBatch([0]);
        return (batch.InputIds.ToArray(), batch.ReadPositions!);
    }
}
