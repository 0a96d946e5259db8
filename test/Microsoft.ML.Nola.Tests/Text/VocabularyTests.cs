using System.Text;
using Microsoft.ML.Nola.Text;
using Microsoft.ML.Nola.Tests.Checkpoints;

namespace Microsoft.ML.Nola.Tests.Text;

[TestClass]
public sealed class VocabularyTests
{
    private const string Origin = "some-folder/vocab.txt";

    [TestMethod]
    public void Shared_files_get_what_their_manifest_asks_for() =>
        Assert.AreEqual(6, MalformedFiles.Check("vocab", path => TextTokenizer.Create(Vocabulary.Load(path), null)));

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("\uFEFF", "empty")]
    [DataRow("a\n\nb\n", "line 2 is empty")]
    [DataRow("a\nb\n\n", "line 3 is empty")]
    [DataRow("a\nb\na\n", "line 3 is 'a', which is line 1 already")]
    [DataRow("a\r\na", "line 2 is 'a'")]
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
        CollectionAssert.AreEqual(new[] { " ", "\u2028", "\u0085", "\uFEFFx", "##\u00A0" }, Vocabulary.Parse(" \n\u2028\n\u0085\n\uFEFFx\n##\u00A0"u8, Origin).Tokens.ToArray());
}
