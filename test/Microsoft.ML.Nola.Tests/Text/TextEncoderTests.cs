using Microsoft.ML.Nola.Text;

namespace Microsoft.ML.Nola.Tests.Text;

/// <summary>What the facade does for encoders that have less than BERT's, or more.</summary>
[TestClass]
public sealed class TextEncoderTests
{
    [TestMethod]
    public void An_encoder_may_have_no_special_tokens_and_no_type_ids()
    {
        TextTokenizer tokenizer = new(new LetterEncoder(SpecialFrame.None, typeIds: 1));
        Assert.AreEqual("1 2 3", Ids(tokenizer, "abc", null, 8));
        Assert.AreEqual("1 2 3 1", Ids(tokenizer, "abc", "a", 8));
        Assert.AreEqual("1 2", Ids(tokenizer, "abc", null, 2));
        Assert.AreEqual("1", Ids(tokenizer, "abc", null, 1));
        Assert.AreEqual((0, null, null, PaddingSide.Right), (tokenizer.PadId, tokenizer.ClsId, tokenizer.SepId, tokenizer.PaddingSide));
        Assert.IsFalse(tokenizer.HasTypeIds);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0 }, tokenizer.Encode("abc", "a").TypeIds.ToArray());
    }

    [TestMethod]
    public void Special_tokens_may_be_several_or_on_one_side_only()
    {
        TextTokenizer roberta = new(new LetterEncoder(new SpecialFrame([90], [91, 91], [91]), typeIds: 1));
        Assert.AreEqual("90 1 2 91", Ids(roberta, "ab", null, 8));
        Assert.AreEqual("90 1 2 91 91 3 91", Ids(roberta, "ab", "c", 8));
        Assert.AreEqual("90 1 91 91 3 91", Ids(roberta, "ab", "c", 6));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => roberta.Encode("ab", "c", maxLength: 3));

        TextTokenizer begin = new(new LetterEncoder(new SpecialFrame([90], [], []), typeIds: 2));
        Assert.AreEqual("90 1 2", Ids(begin, "abc", null, 3));
        Assert.IsTrue(begin.HasTypeIds);
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0, 1 }, begin.Encode("abc", "a").TypeIds.ToArray());
        Assert.AreEqual("1 2", string.Join(' ', begin.Encode("ab", addSpecialTokens: false).Ids));
    }

    [TestMethod]
    public void Word_indexes_of_special_tokens_are_minus_one()
    {
        TextTokenizer roberta = new(new LetterEncoder(new SpecialFrame([90], [91, 91], [91]), typeIds: 1));
        List<int> words = [];
        roberta.Encode("ab", "cd", 8, [], null, words, out _);
        Assert.AreEqual("-1 0 0 -1 -1 0 0 -1", string.Join(' ', words));
    }

    /// <summary>Two texts of which neither ends: what is known of them is that both are long.</summary>
    [TestMethod]
    public void Texts_beyond_comparison_share_the_room()
    {
        TextTokenizer tokenizer = new(new LetterEncoder(SpecialFrame.None, typeIds: 2));
        (string text, string shorter) = (new string('a', 60_000), new string('b', 50_000));
        EncodedText encoded = tokenizer.Encode(text, shorter, 5);
        Assert.AreEqual("1 1 2 2 2", string.Join(' ', encoded.Ids));
        Assert.IsTrue(encoded.Truncated);
        Assert.AreEqual("1 1 1 2 2", Ids(tokenizer, text, new string('b', 16_000), 5));
    }

    private static string Ids(TextTokenizer tokenizer, string text, string? pair, int maxLength)
    {
        List<int> ids = [];
        List<int> typeIds = [];
        Assert.AreEqual(tokenizer.Encode(text, pair, maxLength, ids, typeIds, out _), ids.Count);
        Assert.HasCount(ids.Count, typeIds);
        return string.Join(' ', ids);
    }

    /// <summary>A letter is a token, and each text one word.</summary>
    private sealed class LetterEncoder(SpecialFrame frame, int typeIds) : TextEncoder
    {
        public override int VocabularySize => 100;

        public override SpecialFrame Frame => frame;

        public override int TypeIdCount => typeIds;

        public override void Append(ReadOnlySpan<char> text, long wanted, List<int> ids, List<int>? words)
        {
            for (int i = 0; i < text.Length && i < wanted; i++)
            {
                ids.Add(text[i] - 'a' + 1);
                words?.Add(0);
            }
        }

        public override string Decode(IReadOnlyList<int> ids, bool skipSpecialTokens) => throw new NotSupportedException();
    }
}
