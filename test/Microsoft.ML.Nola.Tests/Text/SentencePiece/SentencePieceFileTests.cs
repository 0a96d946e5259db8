using Microsoft.ML.Nola.Text.SentencePiece;
using Nola.Testing;

namespace Microsoft.ML.Nola.Tests.Text.SentencePiece;

[TestClass]
public sealed class SentencePieceFileTests
{
    [TestMethod]
    public void A_model_of_Llama_is_read()
    {
        SentencePieceFile file = SentencePieceFile.Load(Repository.Shared("fixtures", "tokenizers", "llama-sp", "tokenizer.model"));
        Assert.HasCount(512, file.Tokens);
        Assert.IsFalse(file.IsUnigram);
        Assert.IsTrue(file.ByteFallback);
        Assert.IsTrue(file.AddPrefix);
        Assert.IsFalse(file.RemoveSpaces);
        Assert.AreEqual(-1, file.PadId);
        Assert.AreEqual(new SentencePieceToken("<0x00>", 0, SentencePieceType.Byte), file.Tokens[3]);
    }

    [TestMethod]
    [DataRow("nothing", new byte[0], "no piece of text")]
    [DataRow("text", new byte[] { 0x68, 0x65, 0x6C, 0x6C, 0x6F }, "not a SentencePiece model")]
    [DataRow("length beyond the end", new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0x7F, 1, 2 }, "not a SentencePiece model")]
    public void What_is_not_a_model_is_refused(string what, byte[] content, string cause)
    {
        CorruptModelException exception = Assert.ThrowsExactly<CorruptModelException>(() => SentencePieceFile.Parse(content, "spiece.model"), what);
        Assert.Contains("spiece.model", exception.Message);
        Assert.Contains(cause, exception.Message);
    }

    [TestMethod]
    public void Faulty_models_are_refused()
    {
        Refuse("twice", Plain().Add("a", 0));
        Refuse("is empty", Plain().Add("", 0));
        Refuse("no score or no type", Plain().Add("b", float.NaN));
        Refuse("no score or no type", Plain().Add("b", 0, type: 9));
        Refuse("not the unknown token", new SentencePieceWriter { Unknown = 1 }.Add("<unk>", 0, 2).Add("a", 0));
        Refuse("beyond its", new SentencePieceWriter { Begin = 7 }.Add("<unk>", 0, 2).Add("a", 0));
        Refuse("its length does not fit", new SentencePieceWriter { Map = [9, 9, 9, 9, 0], Begin = 0, End = 0 }.Add("<unk>", 0, 2).Add("a", 0));
    }

    [TestMethod]
    public void Kinds_of_models_that_are_not_supported_are_refused_by_number() =>
        Assert.Contains(
            "kind 3",
            Assert.ThrowsExactly<NolaCompatibilityException>(() => SentencePieceFile.Parse(new SentencePieceWriter { Kind = 3 }.Add("a", 0).ToBytes(), "x")).Message);

    [TestMethod]
    public void A_cut_file_is_refused_wherever_it_ends_within_a_part()
    {
        byte[] content = File.ReadAllBytes(Repository.Shared("fixtures", "tokenizers", "llama-sp", "tokenizer.model"));
        for (int length = content.Length - 1; length > content.Length - 15; length--)
        {
            Assert.ThrowsExactly<CorruptModelException>(() => SentencePieceFile.Parse(content[..length], "x"), $"{length}");
        }
    }

    private static SentencePieceWriter Plain() => new SentencePieceWriter { Begin = 0, End = 0 }.Add("<unk>", 0, 2).Add("a", 0);

    private static void Refuse(string cause, SentencePieceWriter file) =>
        Assert.Contains(cause, Assert.ThrowsExactly<CorruptModelException>(() => SentencePieceFile.Parse(file.ToBytes(), "x")).Message);
}
