using System.Text;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Text.WordPiece;
using Microsoft.ML.Nola.Tests.Checkpoints;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text;

[TestClass]
public sealed class VocabularyTests
{
    private const string Origin = "some-folder/vocab.txt";

    /// <summary>
    /// But for a token that stands twice: the manifest refuses it, the reference takes it, and a folder that the reference loads has to load here.
    /// </summary>
    [TestMethod]
    public void Shared_files_get_what_their_manifest_asks_for()
    {
        Assert.AreEqual(5, MalformedFiles.Check("vocab", Load, static name => !name.Contains("duplicate", StringComparison.Ordinal)));
        Assert.IsTrue(Vocabulary.Load(Repository.Shared("fixtures", "malformed", "vocab", "duplicate.vocab.txt")).TryGetId("the", out int id));
        Assert.AreEqual(7, id);

        static void Load(string path) => TextTokenizer.Create(Vocabulary.Load(path), null);
    }

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("\uFEFF", "empty")]
    [DataRow("\n\r\n\n", "empty")]
    [DataRow("a\nx\ry\n", "line 2 has a carriage return within it")]
    [DataRow("\uFEFF\uFEFFa\n", "line 1 has a carriage return within it or begins with a second byte order mark")]
    [DataRow("[CLS]\n[SEP]\n[PAD]\na\n", "none of its 4 lines is the special token [UNK]")]
    [DataRow("[UNK]\n[SEP]\n[PAD]\n", "special token [CLS]")]
    [DataRow("[UNK]\n[CLS]\n[PAD]\n", "special token [SEP]")]
    [DataRow("[UNK]\n[CLS]\n[SEP]\n", "special token [PAD]")]
    public void A_faulty_vocabulary_is_refused_with_line_and_cause(string text, string cause)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
        CorruptModelException fault = Hostile.IsRefused(Origin, () => TextTokenizer.Create(Vocabulary.Parse(content, Origin), null));
        StringAssert.Contains(fault.Message, cause, StringComparison.Ordinal);
    }

    [TestMethod]
    public void More_tokens_than_the_caller_can_take_are_refused()
    {
        Assert.HasCount(2, Vocabulary.Parse("a\nb\n"u8, Origin, maximumTokens: 2).Tokens);
        CorruptModelException fault = Hostile.IsRefused(Origin, () => Vocabulary.Parse("a\nb\nc\n"u8, Origin, maximumTokens: 2));
        StringAssert.Contains(fault.Message, "more than 2 tokens", StringComparison.Ordinal);

        // Empty lines count if a token follows, since its id does; at the end of the file they give no ids.
        Assert.HasCount(2, Vocabulary.Parse("a\nb\n\n\r\n\n"u8, Origin, maximumTokens: 2).Tokens);
        Hostile.IsRefused(Origin, () => Vocabulary.Parse("a\n\nb\n"u8, Origin, maximumTokens: 2));
        Hostile.IsRefused(Origin, () => Vocabulary.Parse([.. Enumerable.Repeat((byte)'\n', 1 << 20), (byte)'a'], Origin, maximumTokens: 2));
    }

    /// <summary>
    /// The reference numbers lines and puts them into a map: a later line of the same token takes its place, an empty line is a token that no text has.
    /// </summary>
    [TestMethod]
    [DataRow("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\n\n")]
    [DataRow("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\r\n##b\r\n\r\n\r\n")]
    [DataRow("\n[PAD]\n\n[UNK]\n[CLS]\n[SEP]\n\n\na\n\n##b")]
    [DataRow("[UNK]\na\n[PAD]\n[UNK]\n[CLS]\n##b\n[SEP]\na\n[CLS]\n##b\n##b\nc\n")]
    [DataRow("[PAD]\n\n[UNK]\n[UNK]\n[CLS]\n[SEP]\na\n\na\n##b\n\n")]
    public void Empty_and_repeated_lines_give_the_ids_of_the_reference(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        Dictionary<string, int> ids = [];
        for (int i = 0; i < lines.Length; i++)
        {
            ids[lines[i]] = i;
        }

        TextTokenizer tokenizer = TextTokenizer.Create(Vocabulary.Parse(Encoding.UTF8.GetBytes(text), Origin), null);
        CollectionAssert.AreEqual(
            new[] { ids["[CLS]"], ids["a"], ids["##b"], ids["[UNK]"], ids["[PAD]"], ids["[SEP]"] }, tokenizer.Encode("ab x[PAD]").Ids.ToArray());
        Assert.AreEqual("[CLS] ab [UNK] [PAD] [SEP]", tokenizer.Decode(tokenizer.Encode("ab x[PAD]").Ids));
        Assert.IsEmpty(tokenizer.Encode(" ", addSpecialTokens: false).Ids);
    }

    [TestMethod]
    public void A_line_that_is_not_utf8_is_named()
    {
        byte[] content = [.. "[UNK]\n"u8, 0xc3, (byte)'\n'];
        StringAssert.Contains(Hostile.IsRefused(Origin, () => Vocabulary.Parse(content, Origin)).Message, "line 2 is not UTF-8", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("a\nb\n")]
    [DataRow("a\nb")]
    [DataRow("a\r\nb\r\n")]
    [DataRow("a\r\nb")]
    [DataRow("\uFEFFa\nb\n")]
    public void Line_ends_make_no_difference(string text) =>
        CollectionAssert.AreEqual(new[] { "a", "b" }, Vocabulary.Parse(Encoding.UTF8.GetBytes(text), Origin).Tokens.ToArray());

    [TestMethod]
    public void Characters_that_look_like_line_ends_or_spaces_are_parts_of_tokens() =>
        CollectionAssert.AreEqual(
            new[] { " ", "\u2028", "\u0085", "\uFEFFx", "##\u00A0" }, Vocabulary.Parse(" \n\u2028\n\u0085\n\uFEFFx\n##\u00A0"u8, Origin).Tokens.ToArray());
}
