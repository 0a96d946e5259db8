using Microsoft.ML.Nola.Tasks.QuestionAnswering;
using Microsoft.ML.Nola.Tests.Text;
using Microsoft.ML.Nola.Text;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Tasks.QuestionAnswering;

/// <summary>A context as tokens and as the units that an answer can begin or end with.</summary>
[TestClass]
public sealed class ContextTokensTests
{
    private static readonly Lazy<TextTokenizer> WordPiece = new(() => TextTokenizer.FromFolder(Path.Combine(Repository.Root, "models", "minilm")));

    [TestMethod]
    [DataRow("The (Norman: Nourmands) won't.", "The|(|Norman|:|Nourmands|)|won|'|t|.")]
    [DataRow("  1,000.5 km\n\nNew-York  ", "1|,|000|.|5|km|New|-|York")]
    [DataRow("中国 人民abc", "中|国|人|民|abc")]
    [DataRow("Cafe\u0301 \uD83D\uDE00!", "Cafe\u0301|\uD83D\uDE00|!")]
    [DataRow("", "")]
    [DataRow(" \n ", "")]
    [DataRow("a\u0000b \u0000 c", "a\u0000b|c", DisplayName = "a character that is dropped joins what it stands between")]
    public void WordPiece_is_cut_between_letters_and_other_characters(string text, string units)
    {
        var context = new ContextTokens(WordPiece.Value, text);
        Assert.AreEqual(units, string.Join('|', context.Units.Select(unit => text.Substring(unit.Span.Start, unit.Span.Length))));
    }

    /// <summary>Kana are letters of one word to WordPiece, whose pieces need not be those of single letters.</summary>
    [TestMethod]
    public void Letters_that_share_a_token_are_one_unit()
    {
        var encoder = new ToyEncoder("_?[\u3040-\u30FF]{2}|_?.", prefix: false);
        var context = new ContextTokens(new TextTokenizer(encoder), "ひらがな。");
        Assert.AreEqual("ひら|がな|。", string.Join('|', encoder.Spell(context.Ids)));
        Assert.AreEqual("0+2 2+2 4+1", string.Join(' ', context.Units.Select(static unit => $"{unit.Span.Start}+{unit.Span.Length}")));
    }

    [TestMethod]
    public void Ids_are_those_of_the_whole_text_and_of_the_units()
    {
        TextTokenizer tokenizer = WordPiece.Value;
        foreach (string text in UnicodeTexts.Generate(20261128, 300).Append("The 1956 Summer Olympics (\"spiritual home\" of the AFL), 95,000 people."))
        {
            List<int> whole = [];
            tokenizer.EncodeText(text, long.MaxValue, whole);
            var context = new ContextTokens(tokenizer, text);
            CollectionAssert.AreEqual(whole, context.Ids.ToArray(), text);
            int end = 0;
            for (int i = 0; i < context.Units.Count; i++)
            {
                ContextUnit unit = context.Units[i];
                Assert.IsGreaterThanOrEqualTo(end, unit.Span.Start, text);
                Assert.IsTrue(i == 0 ? unit.Token == 0 : unit.Token > context.Units[i - 1].Token, text);
                end = unit.Span.End;
            }

            Assert.IsLessThanOrEqualTo(text.Length, end);
        }
    }

    /// <summary>As byte-level BPE: the space belongs to the word behind it, and a run within a word has the ids that it has alone.</summary>
    [TestMethod]
    public void A_word_with_its_space_is_cut_where_its_runs_have_ids_of_their_own()
    {
        var encoder = new ToyEncoder("_?[a-zA-Z]+|_?[^a-zA-Z_]|_", prefix: false);
        const string Text = "The Normans (Norman: here).";
        var context = new ContextTokens(new TextTokenizer(encoder), Text);
        Assert.AreEqual("The|_Normans|_(|Norman|:|_here|)|.", string.Join('|', encoder.Spell(context.Ids)));
        Assert.AreEqual("The|Normans|(|Norman|:|here|)|.", string.Join('|', context.Units.Select(unit => Text.Substring(unit.Span.Start, unit.Span.Length))));
    }

    /// <summary>As SentencePiece: what is encoded alone gets a space, so a run within a word is found by what comes before it.</summary>
    [TestMethod]
    public void A_word_of_a_tokenizer_that_adds_a_space_is_cut_by_what_comes_before()
    {
        var encoder = new ToyEncoder(@"_?[a-zA-Z]+|_?\.\)|_?[^a-zA-Z_]|_", prefix: true);
        const string Text = "The Normans (here.) x";
        var context = new ContextTokens(new TextTokenizer(encoder), Text);
        Assert.AreEqual("_The|_Normans|_(|here|.)|_x", string.Join('|', encoder.Spell(context.Ids)));

        // ".)" is one token: no cut.
        Assert.AreEqual("The|Normans|(|here|.)|x", string.Join('|', context.Units.Select(unit => Text.Substring(unit.Span.Start, unit.Span.Length))));
    }

    [TestMethod]
    public void A_long_word_without_a_cut_is_one_unit()
    {
        var encoder = new ToyEncoder("_?[^_]", prefix: true);
        string text = string.Concat(Enumerable.Repeat("ab.", 100_000));
        var context = new ContextTokens(new TextTokenizer(encoder), text);
        Assert.AreEqual(text.Length, context.Units.Single().Span.Length);
    }
}
